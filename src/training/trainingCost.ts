import type { Recipe } from '../contract/recipe.js';
import { datasetCatalogue } from '../datasets/datasetCatalogue.js';

/** Images that a recipe trains on in an epoch; undefined for a folder of images, which would have to be read first. */
export function imagesPerEpoch({ dataset, holdOut = 0 }: Recipe): number | undefined {
  const { counts } = datasetCatalogue[dataset.name].facts as { readonly counts?: { readonly train: number } };
  return counts && counts.train - holdOut;
}

/**
 * Multiply-accumulates of the convolutions over a whole training, forward pass alone: what decides how long one training
 * takes beside another. Tiles do not change it. Images
 * of a folder count as 50,000 of 32 x 32 x 3.
 */
export function trainingCost(recipe: Recipe): number {
  const { architecture, dataset } = recipe;
  const { shape = [32, 32, 3] } = datasetCatalogue[dataset.name].facts as { readonly shape?: readonly number[] };
  let [height, width, inputs] = shape as [number, number, number];
  let perImage = 0;
  for (const outputs of architecture.channels) {
    perImage += height * width * architecture.kernelSize ** 2 * inputs * outputs;
    [height, width, inputs] = [height >> 1, width >> 1, outputs];
  }
  return perImage * recipe.epochs * (imagesPerEpoch(recipe) ?? 50_000);
}
