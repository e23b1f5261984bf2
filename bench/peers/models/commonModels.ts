import { join } from 'node:path';
import { randomStream } from '../../../src/base/random.js';
import { saveModel } from '../../../src/models/saveModel.js';
import tf from '../../../src/tfjs/tfjs.cjs';

/** Networks as other people have them, and the framework that each is compared with. */
export const commonModels = [
  { id: 'resnet18', side: 32, classes: 10, batch: 50, peer: 'pytorch' },
  { id: 'mobilenetv2', side: 224, classes: 5, batch: 8, peer: 'tensorflow' },
] as const;
export type CommonModel = (typeof commonModels)[number];

/** Writes a network with random weights to `folder`/id as a tfjs layers model. */
export async function writeModel({ id, side, classes }: CommonModel, folder: string): Promise<string> {
  const path = join(folder, id);
  const x = tf.input({ shape: [side, side, 3] });
  const features = id === 'resnet18' ? resnet18(x) : mobilenetV2(x);
  const pooled = tf.layers.globalAveragePooling2d({}).apply(features);
  const logits = tf.layers.dense({ units: classes, name: 'logits' }).apply(pooled);
  const model = tf.model({ inputs: x, outputs: logits as tf.SymbolicTensor });
  tf.tidy(() => model.setWeights(model.weights.map((weight) => initialValue(weight.originalName, weight.shape))));
  await saveModel(model, path);
  model.dispose();
  return path;
}

/** He's initialisation of kernels, and statistics of batch normalisation near 0 and 1. */
function initialValue(name: string, shape: readonly (number | null)[]): tf.Tensor {
  const sides = shape as number[];
  const stream = randomStream(1, 'test', ...Array.from(name, (letter) => letter.charCodeAt(0)).slice(-60));
  const size = sides.reduce((product, side) => product * side, 1);
  const inputs = name.includes('depthwise') ? sides[0]! * sides[1]! : size / sides.at(-1)!;
  const [centre, spread] =
    sides.length > 1 ? [0, Math.sqrt(2 / inputs)] : /gamma|variance/.test(name) ? [1, 0.1] : [0, 0.1];
  return tf.tensor(
    Float32Array.from({ length: size }, () => centre + spread * Math.max(-3, Math.min(3, stream.normal()))),
    sides,
  );
}

interface Step {
  readonly name: string;
  readonly size: number;
  readonly stride?: number;
  /** Left out: depthwise. */
  readonly filters?: number;
  readonly activation: 'relu' | 'relu6' | null;
}

type Symbol = tf.SymbolicTensor;

/** A convolution without bias, batch normalisation and an activation; strided ones are padded as PyTorch does. */
function block(x: Symbol, { name, size, stride = 1, filters, activation }: Step): Symbol {
  const side = (size - 1) / 2;
  const padded =
    stride > 1 && size > 1 ? tf.layers.zeroPadding2d({ padding: [side, side], name: `${name}_pad` }).apply(x) : x;
  const padding: 'valid' | 'same' = stride > 1 ? 'valid' : 'same';
  const options = { kernelSize: size, strides: stride, padding, useBias: false, name };
  const layer = filters === undefined ? tf.layers.depthwiseConv2d(options) : tf.layers.conv2d({ ...options, filters });
  const normal = tf.layers.batchNormalization({ name: `${name}_bn`, epsilon: 1e-3 }).apply(layer.apply(padded));
  if (activation === null) return normal as Symbol;
  const maxValue = activation === 'relu6' ? { maxValue: 6 } : {};
  return tf.layers.reLU({ name: `${name}_relu`, ...maxValue }).apply(normal) as Symbol;
}

function add(name: string, a: Symbol, b: Symbol): Symbol {
  return tf.layers.add({ name }).apply([a, b]) as Symbol;
}

/** ResNet-18 for 32 x 32 (He et al. 2016): no pooling at the start, four stages of two blocks. */
function resnet18(x: Symbol): Symbol {
  let y = block(x, { name: 'first', size: 3, filters: 64, activation: 'relu' });
  for (const [stage, filters] of [64, 128, 256, 512].entries()) {
    for (const at of [0, 1]) {
      const name = `stage${stage}_${at}`;
      const stride = at === 0 && stage > 0 ? 2 : 1;
      const inner = block(y, { name: `${name}_a`, size: 3, stride, filters, activation: 'relu' });
      const outer = block(inner, { name: `${name}_b`, size: 3, filters, activation: null });
      const short = stride === 1 ? y : block(y, { name: `${name}_short`, size: 1, stride, filters, activation: null });
      y = tf.layers.reLU({ name: `${name}_relu` }).apply(add(`${name}_add`, outer, short)) as Symbol;
    }
  }
  return y;
}

/** Expansion, channels at width 1.4, repetitions and stride of MobileNetV2's stages (Sandler et al. 2018, table 2). */
const mobileStages = [
  [1, 24, 1, 1],
  [6, 32, 2, 2],
  [6, 48, 3, 2],
  [6, 88, 4, 2],
  [6, 136, 3, 1],
  [6, 224, 3, 2],
  [6, 448, 1, 1],
] as const;

function mobilenetV2(x: Symbol): Symbol {
  let y = block(x, { name: 'first', size: 3, stride: 2, filters: 48, activation: 'relu6' });
  let channels = 48;
  for (const [stage, [expansion, filters, repetitions, firstStride]] of mobileStages.entries()) {
    for (let at = 0; at < repetitions; at++) {
      const name = `stage${stage}_${at}`;
      const stride = at === 0 ? firstStride : 1;
      const wide = expansion * channels;
      const open =
        expansion === 1 ? y : block(y, { name: `${name}_expand`, size: 1, filters: wide, activation: 'relu6' });
      const each = block(open, { name: `${name}_depthwise`, size: 3, stride, activation: 'relu6' });
      const narrow = block(each, { name: `${name}_project`, size: 1, filters, activation: null });
      y = at > 0 ? add(`${name}_add`, y, narrow) : narrow;
      channels = filters;
    }
  }
  return block(y, { name: 'last', size: 1, filters: 1792, activation: 'relu6' });
}
