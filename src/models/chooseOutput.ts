import { UserError } from '../base/errors.js';
import type { ModelReading } from '../contract/modelReading.js';

/**
 * The model output selected by name or index; the only output if not stated. `synonyms`: alternative names of each.
 * Throws `UserError`, naming `path` and all outputs, if there are several or none with that name.
 */
export function chooseOutput(
  path: string,
  names: readonly string[],
  { output }: ModelReading,
  synonyms: readonly (readonly string[])[] = [],
): number {
  const list = names.map((name, at) => `${at}: ${name}`).join(', ');
  if (output === undefined) {
    if (names.length === 1) return 0;
    const name = JSON.stringify(names[0] ?? '');
    const remedy = `state which one classifies: "output": ${name} in a suite, --output ${name} with check-model`;
    throw new UserError({ where: path, expected: 'one output', found: `${names.length}: ${list}`, remedy });
  }
  const found =
    typeof output === 'number'
      ? output
      : names.findIndex((name, at) => [name, ...(synonyms[at] ?? [])].includes(output));
  if (found >= 0 && found < names.length) return found;
  throw new UserError({ where: `${path}, output`, expected: `one of ${list}`, found: String(output) });
}

/** Throws `UserError`, naming the inputs, unless the model has exactly one. */
export function requireOneInput(path: string, names: readonly string[]): void {
  if (names.length === 1) return;
  throw new UserError({
    where: path,
    expected: 'one input, the image',
    found: `${names.length} inputs: ${names.join(', ')}`,
    remedy: 'export a network whose only input is the image, with the other inputs as constants',
  });
}
