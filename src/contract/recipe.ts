import type { BasicAttack } from '../attackKinds/basicKinds.js';
import type { Architecture } from './architecture.js';
import type { DatasetSpec } from './suite.js';

/** The learning rate schedule, before warm-up. */
export type Schedule =
  | { readonly kind: 'constant' }
  /** Multiplied by `factor` after every `everyEpochs` epochs (paper, section 3). */
  | { readonly kind: 'step'; readonly everyEpochs: number; readonly factor: number }
  /** Half a cosine from the rate down to rate x `final`, updated every step. */
  | { readonly kind: 'cosine'; readonly final: number }
  /** Up from rate / `startDivisor` to the rate over the share `peakAt` of all steps, then down to rate / `endDivisor`, both by cosine. */
  | { readonly kind: 'oneCycle'; readonly peakAt: number; readonly startDivisor: number; readonly endDivisor: number };

/**
 * Adversarial training (Goodfellow et al. 2014): a share of each mini-batch, at least one image, is replaced by adversarial
 * examples of the current network in test mode, with the true labels.
 */
export interface AdversarialTraining {
  readonly attack: BasicAttack;
  /** On pixels in [0, 1], in the attack's norm. */
  readonly epsilon: number;
  /** In (0, 1]. */
  readonly share: number;
}

/**
 * Parseval regularisation (Cisse et al. 2017): after each step, every kernel matrix K of a convolution, [k^2 C x F] and each tile
 * separately, takes the retraction step K <- (1 + beta) K - beta / scale^2 K K^T K, which moves its singular values towards
 * `scale`. The fully connected layer is excluded because it must be free to set the size of the logits.
 */
export interface ParsevalRegularization {
  readonly beta: number;
  readonly scale: number;
}

/**
 * Training for analog hardware (Joshi et al. 2020): each mini-batch is computed, forward and backward, with normal noise on every
 * weight of a kernel matrix, tile by tile; the update goes to the weights without noise.
 */
export interface AnalogNoiseTraining {
  /** Standard deviation of the noise as a share of the tile's largest absolute weight, in (0, 1]. */
  readonly weight: number;
}

/** How to train a model: everything except the data that determines its weights. */
export interface Recipe {
  readonly name: string;
  readonly dataset: Omit<DatasetSpec, 'split' | 'images'>;
  readonly architecture: Architecture;
  /** Divides the pixels after the channel means are subtracted. */
  readonly pixelScale: number;
  readonly seed: number;
  /**
   * The recipe name of a trained model whose weights training starts from instead of random ones; missing tiles are copies of its
   * kernels.
   */
  readonly startFrom: string | null;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly momentum: number;
  /**
   * Gradients of a layer with n tiles are multiplied by n to this power. A tile computes 1/n of the patches and so sees 1/n of
   * the gradient: at 0 it learns at 1/n of an ordinary convolution's speed, at 1 the mean over the tiles is updated like an
   * ordinary convolution. (The paper, section 3: tiled networks need a higher learning rate.)
   */
  readonly tileRateExponent: number;
  readonly schedule: Schedule;
  /** The first `epochs` epochs use the learning rate / `divisor`; 0 epochs: none. */
  readonly warmUp: { readonly epochs: number; readonly divisor: number };
  /** L2 penalty: weights shrink by this share x the learning rate each step (paper: 0.0001). Biases are excluded. */
  readonly weightDecay: number;
  readonly augmentation: {
    /** Mirrored left to right with probability 1/2. */
    readonly mirror: boolean;
    /** A number from [-b, b], on pixels in [0, 1], is added to the whole image. */
    readonly brightness: number;
    /** Shifted by up to this many pixels each way; new pixels are black. */
    readonly shift: number;
  };
  /** Absent: only clean images. */
  readonly adversarial?: AdversarialTraining;
  /** Absent: none. */
  readonly parseval?: ParsevalRegularization;
  /** Absent: none. */
  readonly analogNoise?: AnalogNoiseTraining;
  /**
   * Number of training images, the last ones, that are held out; test errors are measured on them, so that settings are chosen
   * without the test images. Absent: none.
   */
  readonly holdOut?: number;
  /** The test error is measured every this many epochs and after the last one. */
  readonly evaluateEveryEpochs: number;
}
