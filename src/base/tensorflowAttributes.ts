import { createRequire } from 'node:module';

/**
 * Names of the attributes of TensorFlow ops that tfjs-node 4.22 or our own kernels set. A test compares them with both sources.
 */
export const attributeNames = [
  ...['DstT', 'Index', 'N', 'SrcT', 'T', 'TI', 'T_threshold', 'Taxis', 'Tblock_shape', 'Tcomplex', 'Tcrops', 'Tidx'],
  ...['Tindices', 'Tlen', 'Tmultiples', 'Tnumsegments', 'Tout', 'Tpaddings', 'Tparams', 'Tperm', 'Tshape', 'Truncate'],
  ...['acceptable_fraction', 'adj_x', 'adj_y', 'align_corners', 'alpha', 'axis', 'batch_dims', 'begin_mask', 'beta'],
  ...['bias', 'block_size', 'channels', 'chroma_downsampling', 'compression', 'container', 'data_format', 'dct_method'],
  ...['density_unit', 'depth_radius', 'dilations', 'ellipsis_mask', 'end_mask', 'epsilon', 'equation', 'exclusive'],
  ...['explicit_paddings', 'extrapolation_value', 'fancy_upscaling', 'format', 'half_pixel_centers', 'index_type'],
  ...['is_training', 'keep_dims', 'ksize', 'ksizes', 'method', 'mode', 'new_axis_mask', 'num', 'num_split'],
  ...['optimize_size', 'out_idx', 'output_dtype', 'output_type', 'pad_to_max_output_size', 'padding', 'pattern'],
  ...['progressive', 'quality', 'rates', 'ratio', 'replace_global', 'reverse', 'rewrite', 'seed', 'seed2'],
  ...['shared_name', 'shrink_axis_mask', 'sorted', 'strides', 'try_recover_truncated', 'use_cudnn_on_gpu'],
  ...['validate_indices', 'x_density', 'xmp_metadata', 'y_density'],
] as const;

/** The part of tfjs-node's native addon that runs an op. */
interface Addon {
  readonly TF_ATTR_BOOL: number;
  executeOp(name: string, attributes: readonly object[], inputs: readonly number[], outputs: number): unknown;
}

let known = false;

/**
 * Makes tfjs-node's addon know all names of attributes before threads use it; once in a process, 0.1 to 0.2 s of loading that its threads
 * then save. The addon keeps the names in one set for all threads and adds to it without a lock (tfjs_backend.cc of 4.22.0), so that
 * threads that meet new names at the same time can crash the process; to look up a known name is safe. Does nothing if the addon cannot
 * be loaded: the engine then says what is missing.
 */
export function prepareTensorflowThreads(): void {
  if (known) return;
  const addon = loadAddon();
  if (addon === null) return;
  // The addon takes in attributes one by one; the unknown type of the last ends the call before the op runs.
  const attributes = attributeNames.map((name) => ({ name, type: addon.TF_ATTR_BOOL, value: true }));
  const last = { name: 'T', type: -1, value: true };
  try {
    addon.executeOp('NoOp', [...attributes, last], [], 0);
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('TF_AttrType'))) throw error;
  }
  known = true;
}

function loadAddon(): Addon | null {
  const own = createRequire(import.meta.url);
  try {
    const description = own.resolve('@tensorflow/tfjs-node/package.json');
    const its = createRequire(description);
    const { find } = its('@mapbox/node-pre-gyp') as { find(description: string): string };
    return its(find(description)) as Addon;
  } catch {
    return null;
  }
}
