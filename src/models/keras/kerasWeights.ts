import { UserError } from '../../base/errors.js';
import tf from '../../tfjs/tfjs.cjs';

/** A weight in a model's files. */
export interface StoredWeight {
  readonly name: string;
  readonly value: tf.Tensor;
}

/** The weights of a layer by their role. */
export interface LayerWeights {
  /** The first weight that exists among several names; its shape is checked if it is given. */
  readonly take: (names: string | readonly string[], shape?: readonly (number | null)[]) => tf.Tensor;
  /** The same; undefined if there is none. */
  readonly find: (names: string | readonly string[]) => tf.Tensor | undefined;
  /** A tensor that a layer computes only once; the network disposes of it. */
  readonly keep: <T extends tf.Tensor>(make: () => T) => T;
  /** The weights of a layer inside this one. */
  readonly within: (...scope: readonly string[]) => LayerWeights;
}

/** The weights of a model's files, distributed to its layers. */
export interface WeightStore {
  /** The weights of the layer at the end of `scope`, after the names of the enclosing models. */
  readonly of: (scope: readonly string[]) => LayerWeights;
  /** Frees tensors computed by layers, but not the weights. */
  readonly dispose: () => void;
}

interface Entry {
  readonly name: string;
  readonly segments: readonly string[];
  readonly value: tf.Tensor;
  taken: boolean;
}

/**
 * Finds each layer's weights by name. A name is a path that ends with the names of the layer and of the weight. Names of
 * enclosing models may precede them, depending on Keras's version and on how the model was made. If several names match, the one
 * with most enclosing names is used, then the first. No weight is used twice. A `*` in a weight's name matches any one part.
 */
export function weightStore(path: string, weights: readonly StoredWeight[]): WeightStore {
  const entries = weights.map(({ name, value }): Entry => ({ name, segments: segmentsOf(name), value, taken: false }));
  const kept: tf.Tensor[] = [];
  const keep: LayerWeights['keep'] = (make) => {
    const value = tf.keep(tf.tidy(make));
    kept.push(value);
    return value;
  };
  return {
    of: (scope) => layerWeights(path, entries, { scope, wrapped: false, keep }),
    dispose: () => {
      for (const tensor of kept.splice(0)) tensor.dispose();
    },
  };
}

interface Place {
  readonly scope: readonly string[];
  /** The end of the scope is a layer in a wrapper; its weights may be stored under the wrapper's name. */
  readonly wrapped: boolean;
  readonly keep: LayerWeights['keep'];
}

function layerWeights(path: string, entries: readonly Entry[], place: Place): LayerWeights {
  const { scope, wrapped, keep } = place;
  const find = (names: string | readonly string[]) => {
    for (const owner of wrapped ? [scope.at(-1)!, scope.at(-2)!] : [scope.at(-1)!]) {
      for (const name of [names].flat()) {
        const entry = bestOf(entries, [...owner.split('/'), ...name.split('/')], scope);
        if (entry === undefined) continue;
        entry.taken = true;
        return entry.value;
      }
    }
    return undefined;
  };
  return {
    find,
    take: (names, shape) => {
      const where = `${path}, layer '${scope.at(-1)}'`;
      const value = find(names);
      if (value === undefined) throw missing(where, [names].flat());
      if (shape !== undefined) requireShape(where, value, { shape, name: [names].flat().join(' or ') });
      return value;
    },
    keep,
    within: (...inner) => layerWeights(path, entries, { scope: [...scope, ...inner], wrapped: inner.length > 0, keep }),
  };
}

/** Among the unused weights whose name ends with `end`, the one with the most parts of `scope` in its name. */
function bestOf(entries: readonly Entry[], end: readonly string[], scope: readonly string[]): Entry | undefined {
  const score = ({ segments }: Entry) => scope.filter((part) => segments.includes(part)).length;
  let best: Entry | undefined;
  for (const entry of entries) {
    if (entry.taken || !endsWith(entry.segments, end)) continue;
    if (best === undefined || score(entry) > score(best)) best = entry;
  }
  return best;
}

/** A stored name without TensorFlow's numeric suffix, as in `kernel:0`. */
function segmentsOf(name: string): string[] {
  return name.replace(/:\d+$/, '').split('/');
}

function endsWith(segments: readonly string[], end: readonly string[]): boolean {
  const start = segments.length - end.length;
  return start >= 0 && end.every((part, at) => part === '*' || segments[start + at] === part);
}

function missing(where: string, names: readonly string[]): UserError {
  return new UserError({
    where,
    expected: `a weight '${names.join("' or '")}'`,
    found: 'none of that name in the weights of model.json',
    remedy: 'model.json belongs to another model, or was cut off: convert the model again',
  });
}

function requireShape(
  where: string,
  value: tf.Tensor,
  { shape, name }: { readonly shape: readonly (number | null)[]; readonly name: string },
): void {
  const fits = value.rank === shape.length && shape.every((side, axis) => side === null || side === value.shape[axis]);
  if (fits) return;
  throw new UserError({
    where: `${where}, weight '${name}'`,
    expected: shape.map((side) => side ?? 'any').join(' x '),
    found: value.shape.join(' x '),
    remedy: 'the weights belong to another model: copy all files of the model together',
  });
}
