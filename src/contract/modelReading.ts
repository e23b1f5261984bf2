/** File formats: of tfjs's layers API, of tensorflowjs_converter's graphs, of torch.onnx.export. */
export const modelFormats = ['tfjs-layers', 'tfjs-graph', 'onnx'] as const;
export type ModelFormat = (typeof modelFormats)[number];

/**
 * What comes between the pixels, which the data set and epsilon mean, and a model that was trained on something else:
 * resize, then channel order, then (x * scale + offset - mean) / std per channel as the model has them, then layout.
 */
export interface Preprocessing {
  readonly resize?: { readonly height: number; readonly width: number; readonly method: 'bilinear' };
  /** As the model takes them: grey images are repeated for `rgb`, colours become luma (ITU-R BT.601) for `grey`. */
  readonly channels?: 'rgb' | 'bgr' | 'grey';
  readonly scale?: number | readonly number[];
  readonly offset?: number | readonly number[];
  readonly mean?: number | readonly number[];
  readonly std?: number | readonly number[];
  readonly layout?: 'nhwc' | 'nchw';
}

/** How a suite says that a model is to be read; what is left out is found in the model's files. */
export interface ModelReading {
  readonly format?: ModelFormat;
  readonly preprocessing?: Preprocessing;
  /** Which of several outputs classifies, by name or number. */
  readonly output?: string | number;
  /**
   * For each class of the data set, the model's output that stands for it. The other outputs compete: an image may be taken for one
   * of them, which is wrong; unless they are dropped.
   */
  readonly classes?: readonly number[] | { readonly outputs: readonly number[]; readonly others?: 'compete' | 'drop' };
}

/** What a model's own output is. `probabilities`: of a softmax or sigmoid that was taken off; `logProbabilities`: their logarithm had to be taken. */
export type OutputKind = 'logits' | 'probabilities' | 'logProbabilities';

/** How a model was read, as reports say it. */
export interface ReadingFacts {
  readonly format: ModelFormat;
  readonly outputs: OutputKind;
  /** Sentences: preprocessing, order of classes, what limits the result. */
  readonly notes: readonly string[];
}

/** Whether there is anything about the reading that a report should say. */
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
