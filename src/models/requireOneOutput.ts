import { UserError } from '../base/errors.js';

/** Throws `UserError`, naming `path`, for a model with several inputs or outputs, and disposes of the model. */
export function requireOneOutput(
  path: string,
  model: { readonly inputs: readonly unknown[]; readonly outputs: readonly unknown[]; readonly dispose: () => void },
): void {
  if (model.inputs.length === 1 && model.outputs.length === 1) return;
  const found = `${model.inputs.length} inputs and ${model.outputs.length} outputs`;
  model.dispose();
  throw new UserError({ where: path, expected: 'one input and one output', found });
}
