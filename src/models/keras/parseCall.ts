import { damagedModel } from '../damagedModel.js';
import type { ArgumentPlan, CallPlan } from './kerasGraph.js';
import { isRecord, referenceOf } from './parseReferences.js';

/**
 * An entry of `inbound_nodes`: Keras 3's `{args, kwargs}`, or Keras 2's list of `[layer, call, output, kwargs]`, in which several
 * tensors form one list. `layers` are the names that a text may refer to. Throws `UserError` for anything else.
 */
export function parseCall(where: string, node: unknown, layers: ReadonlySet<string>): CallPlan {
  if (isRecord(node)) {
    const args = planOf(where, node.args ?? [], null);
    const kwargs = planOf(where, node.kwargs ?? {}, null);
    if (args.kind === 'list' && kwargs.kind === 'object') return { args: args.items, kwargs: kwargs.items };
    throw damagedModel(`${where}, inbound_nodes`, 'calls of a layer', node);
  }
  if (!Array.isArray(node)) throw damagedModel(`${where}, inbound_nodes`, 'calls of a layer', node);
  const entries = (typeof node[0] === 'string' ? [node] : node).map((entry: unknown) =>
    parseEntry(where, entry, layers),
  );
  const [first] = entries;
  if (first === undefined) return { args: [], kwargs: {} };
  const items = entries.map(({ plan }) => plan);
  return { args: items.length === 1 ? items : [{ kind: 'list', items }], kwargs: first.kwargs };
}

function parseEntry(where: string, entry: unknown, layers: ReadonlySet<string>) {
  const fields: unknown[] = Array.isArray(entry) ? entry : [];
  const kwargs = planOf(where, fields[3] ?? {}, layers);
  const reference = referenceOf(entry);
  // Keras 2 writes constants among tensors: ['_CONSTANT_VALUE', -1, 2.5, {}].
  const plan: ArgumentPlan | undefined =
    reference !== undefined
      ? { kind: 'tensor', reference }
      : fields[0] === '_CONSTANT_VALUE'
        ? planOf(where, fields[2], null)
        : undefined;
  if (plan === undefined || kwargs.kind !== 'object')
    throw damagedModel(`${where}, inbound_nodes`, 'calls of a layer', entry);
  return { plan, kwargs: kwargs.items };
}

/** `layers`: for Keras 2, whose references are plain lists; null if tensors are marked as such. */
function planOf(where: string, value: unknown, layers: ReadonlySet<string> | null, depth = 0): ArgumentPlan {
  if (depth > 20) throw damagedModel(`${where}, inbound_nodes`, 'calls of a layer', value);
  if (value === undefined || value === null || ['number', 'string', 'boolean'].includes(typeof value)) {
    return { kind: 'constant', value: (value ?? null) as null | number | string | boolean };
  }
  if (Array.isArray(value)) {
    const reference = layers?.has(String(value[0])) ? referenceOf(value) : undefined;
    if (reference !== undefined) return { kind: 'tensor', reference };
    if (value[0] === '_CONSTANT_VALUE') return planOf(where, value[2], layers, depth + 1);
    return { kind: 'list', items: value.map((item) => planOf(where, item, layers, depth + 1)) };
  }
  const { class_name: className, config } = value as Record<string, unknown>;
  if (className === '__keras_tensor__') {
    const reference = isRecord(config) ? referenceOf(config.keras_history) : undefined;
    if (reference === undefined) throw damagedModel(`${where}, inbound_nodes`, 'calls of a layer', value);
    return { kind: 'tensor', reference };
  }
  if ((className === '__tensor__' || className === '__numpy__') && isRecord(config)) {
    return planOf(where, config.value, layers, depth + 1);
  }
  const items = Object.entries(value as Record<string, unknown>);
  return {
    kind: 'object',
    items: Object.fromEntries(items.map(([key, item]) => [key, planOf(where, item, layers, depth + 1)])),
  };
}
