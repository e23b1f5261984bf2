import type { Recipe } from '../contract/recipe.js';
import { datasetCatalogue } from '../datasets/datasetCatalogue.js';

/** Training images per epoch of a recipe; undefined for an image folder, which would have to be read first. */
export function imagesPerEpoch({ dataset, holdOut = 0 }: Recipe): number | undefined {
  const { counts } = datasetCatalogue[dataset.name].facts as { readonly counts?: { readonly train: number } };
  return counts && counts.train - holdOut;
}

/**
 * Multiply-accumulates of the convolutions in the forward passes of a whole training, to compare training times. Independent of
 * tiles. An image folder counts as 50,000 images of 32 x 32 x 3.
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
