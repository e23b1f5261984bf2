import { UserError } from '../base/errors.js';
import { chainPlan } from '../kernels/convolutionChain/chainPlan.js';
import { type ChainAttributes, forward as chain } from '../kernels/convolutionChain/names.js';
import tf from '../tfjs/tfjs.cjs';
import { checkFinite } from './checkFinite.js';
import { tapsOf } from './filterTaps.js';
import { readModel } from './modelReaders.js';
import type { Network } from './network.js';
import { type Call, recordCalls } from './recordCalls.js';

/** A convolution as a matrix product: patches per image, rows and columns of its kernel matrix. */
export interface ConvolutionSize {
  readonly name: string;
  readonly patches: number;
  readonly rows: number;
  readonly columns: number;
}

/** What a network multiplies by matrices besides its 2D convolutions. */
const otherProducts = [
  { kind: 'transposed convolutions', kernels: [tf.Conv2DBackpropInput, tf.Conv3DBackpropInputV2] },
  { kind: '3D convolutions', kernels: [tf.Conv3D] },
  { kind: 'dense layers or other matrix products', kernels: [tf.BatchMatMul, tf._FusedMatMul] },
] as const;

export interface TracedNetwork {
  readonly convolutions: readonly ConvolutionSize[];
  /** Kinds of other operations that are matrix products too and are not among the convolutions. */
  readonly leftOut: readonly (typeof otherProducts)[number]['kind'][];
}

/**
 * The sizes of a model's 2D convolutions, in the order in which a forward pass runs them: conv1, conv2 and so on, and what else it
 * multiplies by matrices. A depthwise convolution has a kernel matrix with one row per weight and one column per channel; a grouped one
 * has the columns of all groups; the gaps of a dilated kernel are no rows, weights that are zero are. `image` [height, width, channels]
 * is needed if the model takes any size. Throws `UserError` for files that cannot be read, for NaN or infinite weights, for a model
 * without convolutions, and for another or a missing image size.
 */
export async function traceConvolutions(
  path: string,
  image?: readonly [number, number, number],
): Promise<TracedNetwork> {
  const network = await readModel(path).open({});
  try {
    checkFinite(path, network.weights);
    const x = tf.zeros<tf.Rank.R4>([1, ...imageOf(path, network, image)]);
    const draw = { seed: 1, purpose: 'test', images: [0], draw: 0 } as const;
    const calls = recordCalls(() => tf.tidy(() => void network.run(x, draw))).flatMap(separate);
    const sizes = joinGroups(calls).map((size, at) => ({ name: `conv${at + 1}`, ...size }));
    tf.dispose([x, calls.map(({ inputs }) => Object.values(inputs))]);
    if (sizes.length > 0) return { convolutions: sizes, leftOut: leftOutOf(calls) };
    throw new UserError({ where: path, expected: 'a model with 2D convolutions', found: 'none in a forward pass' });
  } finally {
    network.dispose();
  }
}

function imageOf(
  path: string,
  { inputShape }: Network,
  image?: readonly [number, number, number],
): [number, number, number] {
  const sides = inputShape?.slice(1) ?? [null, null, null];
  const taken = sides.map((side, axis) => side ?? image?.[axis] ?? null);
  const isOther = image !== undefined && taken.some((side, axis) => side !== image[axis]);
  if (taken.length === 3 && !taken.includes(null) && !isOther) return taken as [number, number, number];
  const expected = `images of ${sides.map((side) => side ?? 'any').join(' x ')}`;
  throw new UserError({
    where: path,
    expected: sides.includes(null) ? `${expected}, with a size that is given` : expected,
    found: image === undefined ? 'no size' : image.join(' x '),
    remedy: sides.includes(null) ? 'add --image, for example --image 224,224,3' : 'leave --image out',
  });
}

/** The convolutions of a chain as calls of their own, without their results; any other call as it is. */
function separate(call: Call): Call[] {
  if (call.name !== chain) return [call];
  const { links } = call.attributes as unknown as ChainAttributes;
  const filters = links.map((_, at) => call.inputs[`filter${at}`]!);
  const planned = links.map((link, at) => ({ ...link, filter: filters[at]!.shape }));
  return chainPlan(call.inputs.x!.shape, planned)!.infos.map(({ outShape }, at) => ({
    ...call,
    inputs: at === 0 ? { ...call.inputs, filter: filters[at]! } : { x: call.inputs.x!, filter: filters[at]! },
    output: { shape: outShape, dataId: {} },
  }));
}

function leftOutOf(calls: readonly Call[]): TracedNetwork['leftOut'] {
  const names = new Set(calls.map(({ name }) => name));
  return otherProducts.filter(({ kernels }) => kernels.some((name) => names.has(name))).map(({ kind }) => kind);
}

type Size = Omit<ConvolutionSize, 'name'>;

/** Convolutions that may be groups of one: their kind and size, and the data of their results. */
interface Group {
  readonly key: string;
  readonly results: Set<object>;
}

/** What takes the channels of a group out of an image. */
const between: ReadonlySet<string> = new Set([tf.Slice, tf.Reshape]);

/** Groups of channels are convolutions of one size, none of which reads another's result: one layer. */
function joinGroups(calls: readonly Call[]): Size[] {
  const sizes: Size[] = [];
  let group: Group | undefined;
  for (const call of calls) {
    const size = sizeOf(call);
    if (size === null) {
      if (!between.has(call.name)) group = undefined;
      continue;
    }
    const key = `${call.name} ${JSON.stringify(size)}`;
    const last = sizes.at(-1);
    if (call.name === tf.Conv2D && group?.key === key && !group.results.has(call.inputs.x!.dataId)) {
      sizes[sizes.length - 1] = { ...last!, columns: last!.columns + size.columns };
      group.results.add(call.output.dataId);
    } else {
      sizes.push(size);
      group = { key, results: new Set([call.output.dataId]) };
    }
  }
  return sizes;
}

/**
 * Of the convolution of one image, also if the network makes a batch of it, together with the pixels by which it pads each part (dilation
 * in graph models, where the dilation does not divide the image's side); null for a call that is no convolution.
 */
function sizeOf({ inputs, output }: Call): Size | null {
  const { x, filter, kernels, weights, assignment } = inputs;
  const tiles = kernels ?? weights;
  if (assignment !== undefined && tiles !== undefined) {
    const [, height, width, channels, filters] = tiles.shape as [number, number, number, number, number];
    // Images may come as several parts, stacked on the batch axis.
    return { patches: x!.shape[0]! * assignment.shape[1]!, rows: height * width * channels, columns: filters };
  }
  if (x === undefined || filter?.rank !== 4) return null;
  const [batch, outHeight, outWidth, outChannels] = output.shape as [number, number, number, number];
  const [, , channels, perChannel] = filter.shape as [number, number, number, number];
  const isDepthwise = outChannels !== perChannel;
  return {
    patches: batch * outHeight * outWidth,
    rows: tapsOf(filter as tf.Tensor4D) * (isDepthwise ? 1 : channels),
    columns: isDepthwise ? channels * perChannel : perChannel,
  };
}
