import {
  nameKey,
  type Purpose,
  type RandomStream,
  randomStream,
  type StreamWords,
  streamWords,
} from '../base/random.js';

/**
 * The random draw of a forward pass. Passed to `LayersModel.apply` as `{draw: ...}`; tfjs passes it to every layer's `call`. An
 * image's draw depends only on these values and the layer's name.
 */
export interface DrawKey {
  readonly seed: number;
  readonly purpose: Purpose;
  /** Image id of each entry of the batch. */
  readonly images: ArrayLike<number>;
  /** Which of several independent draws; in training, the epoch. */
  readonly draw: number;
}

/** Keyword arguments of a forward pass. */
export interface ForwardOptions {
  readonly draw?: DrawKey;
  readonly training?: boolean;
}

/** The stream of one image in one layer, or an error that explains how to pass a draw. */
export function layerStream(layer: string, key: DrawKey, position: number): RandomStream {
  return randomStream(key.seed, key.purpose, nameKey(layer), key.images[position]!, key.draw);
}

/** The states with which the streams of a batch's images start, for compiled code that draws from them. */
export function layerStates(layer: string, { seed, purpose, images, draw }: DrawKey): StreamWords[] {
  const name = nameKey(layer);
  return Array.from(images, (image) => streamWords(seed, purpose, name, image, draw));
}

/** The draw key of a forward pass over `batch` images. Throws if it is missing or does not fit. */
export function requireDraw(layer: string, options: ForwardOptions, batch: number): DrawKey {
  const { draw } = options;
  if (draw === undefined) {
    throw new Error(
      `layer '${layer}' draws at random: call model.apply(x, {draw: {seed, purpose, images, draw}}) instead of predict`,
    );
  }
  if (draw.images.length !== batch) {
    throw new Error(`layer '${layer}': ${draw.images.length} image ids for a batch of ${batch}`);
  }
  return draw;
}
