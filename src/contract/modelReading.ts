import type { AnalogSpec } from './analog.js';

/** File formats of tfjs's layers API, tensorflowjs_converter's graphs and torch.onnx.export. */
export const modelFormats = ['tfjs-layers', 'tfjs-graph', 'onnx'] as const;
export type ModelFormat = (typeof modelFormats)[number];

/** A format that a plug-in reads. */
export interface PluggedFormat {
  readonly format: string;
  /** As in the suite. */
  readonly file: string;
  /** Of the plug-in. */
  readonly sha256: string;
}

/**
 * Converts the data set's pixels, to which epsilon applies, to the model's input: resize, then channel order, then (x * scale +
 * offset - mean) / std per channel in the model's order, then layout.
 */
export interface Preprocessing {
  readonly resize?: { readonly height: number; readonly width: number; readonly method: 'bilinear' };
  /** The model's channel order: grey images are repeated for `rgb`; colours become luma (ITU-R BT.601) for `grey`. */
  readonly channels?: 'rgb' | 'bgr' | 'grey';
  readonly scale?: number | readonly number[];
  readonly offset?: number | readonly number[];
  readonly mean?: number | readonly number[];
  readonly std?: number | readonly number[];
  readonly layout?: 'nhwc' | 'nchw';
}

/** One kernel matrix per layer in place of the tiles: their mean, or for each channel the filter with the highest norm. */
export const tileReductions = ['mean', 'norm'] as const;
export type TileReduction = (typeof tileReductions)[number];

/** A suite's settings for reading a model; settings that are left out are detected from the files. */
export interface ModelReading {
  readonly format?: string;
  /** Formats that plug-ins of the suite read; left out if there are none. */
  readonly plugged?: readonly PluggedFormat[];
  readonly preprocessing?: Preprocessing;
  /** Tiled networks of this harness only: evaluate the network of the original architecture. */
  readonly reduce?: TileReduction;
  /** Layers models only: evaluate the network on analog arrays. */
  readonly analog?: AnalogSpec;
  /** Which of several outputs classifies, by name or index. */
  readonly output?: string | number;
  /**
   * For each class of the data set, the index of the model's output. The other outputs compete, so predicting one of them is
   * wrong, unless they are dropped.
   */
  readonly classes?: readonly number[] | { readonly outputs: readonly number[]; readonly others?: 'compete' | 'drop' };
}

/**
 * A model's kind of output. `probabilities`: from a softmax or sigmoid that was removed; `logProbabilities`: attacks use the
 * logarithm of the probabilities.
 */
export type OutputKind = 'logits' | 'probabilities' | 'logProbabilities';

/** How a model was read, as reports say it. */
export interface ReadingFacts {
  /** A `ModelFormat`, or one that a plug-in reads. */
  readonly format: string;
  readonly outputs: OutputKind;
  /** Sentences: preprocessing, class order, limitations. */
  readonly notes: readonly string[];
}

/** Whether a report should mention the reading. */
export function isRemarkable({ format, outputs, notes }: ReadingFacts): boolean {
  return format !== 'tfjs-layers' || outputs === 'logProbabilities' || notes.length > 0;
}

/** One line: format, outputs, notes. */
export function describeReading({ format, outputs, notes }: ReadingFacts): string {
  const ends = {
    logits: 'gives logits',
    probabilities: 'ends in probabilities; attacks use the logits before them',
    logProbabilities: 'gives probabilities without known logits; attacks use their logarithms, gradients may vanish',
  } as const;
  return [`${format}, ${ends[outputs]}`, ...notes].join('; ');
}
