import { damagedModel } from '../damagedModel.js';
import type { TensorReference } from './kerasGraph.js';

const expected = "['layer', call, output] or a list of them";

/**
 * References to a model's inputs or outputs: one `[layer, call, output]`, a list of them, or an object with their names as keys.
 * The name of each is its key or its layer's name. Throws `UserError` for anything else.
 */
export function parseReferences(
  where: string,
  value: unknown,
): { readonly name: string; readonly reference: TensorReference }[] {
  const found: { name: string; reference: TensorReference }[] = [];
  collect(value, null);
  if (found.length > 0) return found;
  throw damagedModel(where, expected, value);

  function collect(part: unknown, key: string | null): void {
    const reference = referenceOf(part);
    if (reference !== undefined) found.push({ name: key ?? reference.layer, reference });
    else if (Array.isArray(part) && part.length < 1000) for (const item of part) collect(item, key);
    else if (isRecord(part)) for (const [name, item] of Object.entries(part)) collect(item, name);
    else throw damagedModel(where, expected, part);
  }
}

/** `[layer, call, output]` as a reference; undefined for anything else. */
export function referenceOf(value: unknown): TensorReference | undefined {
  if (!Array.isArray(value) || value.length < 3) return undefined;
  const [layer, call, output] = value as unknown[];
  if (typeof layer !== 'string' || !isCount(call) || !isCount(output)) return undefined;
  return { layer, call, output };
}

/** Whether a JSON value is an object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
