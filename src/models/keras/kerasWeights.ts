import { UserError } from '../../base/errors.js';
import tf from '../../tfjs/tfjs.cjs';

/** One weight of a model's files. */
export interface StoredWeight {
  readonly name: string;
  readonly value: tf.Tensor;
}

/** The weights of one layer, by what they are in it. */
export interface LayerWeights {
  /** The weight of the first of several names that there is, with its side lengths checked where they are given. */
  readonly take: (names: string | readonly string[], shape?: readonly (number | null)[]) => tf.Tensor;
  /** The same, undefined where there is none. */
  readonly find: (names: string | readonly string[]) => tf.Tensor | undefined;
  /** A tensor that a layer computes once; the network disposes of it. */
  readonly keep: <T extends tf.Tensor>(make: () => T) => T;
  /** Those of a layer inside this one. */
  readonly within: (...scope: readonly string[]) => LayerWeights;
}

/** The weights of a model's files, handed out to its layers. */
export interface WeightStore {
  /** Of the layer that is the last of `scope`, after the models around it. */
  readonly of: (scope: readonly string[]) => LayerWeights;
  /** Frees what layers computed, not the weights themselves. */
  readonly dispose: () => void;
}

interface Entry {
  readonly name: string;
  readonly segments: readonly string[];
  readonly value: tf.Tensor;
  taken: boolean;
}

/**
 * Finds each layer's weights by name. A name is a path that ends in the layer's name and the weight's; before them may
 * stand the names of models around it, or not, depending on Keras's version and on how the model was made. Where several
 * fit, the one with most of the names around it is taken, then the first. No weight is handed out twice. A `*` in a
 * weight's name stands for any one part.
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
  /** The last of the scope is a layer in a wrapper, under whose name its weights may stand. */
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

/** Among the weights that are left and end in `end`, that with the most parts of `scope` in its name. */
function bestOf(entries: readonly Entry[], end: readonly string[], scope: readonly string[]): Entry | undefined {
  const score = ({ segments }: Entry) => scope.filter((part) => segments.includes(part)).length;
  let best: Entry | undefined;
  for (const entry of entries) {
    if (entry.taken || !endsWith(entry.segments, end)) continue;
    if (best === undefined || score(entry) > score(best)) best = entry;
  }
  return best;
}

/** A stored name without the numbers that TensorFlow puts after it, as in `kernel:0`. */
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
