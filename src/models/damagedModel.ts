import { UserError } from '../base/errors.js';

/** The error for a model.json with impossible content. `found` is shown as shortened JSON. */
export function damagedModel(where: string, expected: string, found: unknown): UserError {
  return new UserError({
    where,
    expected,
    found: (JSON.stringify(found) ?? 'nothing').slice(0, 120),
    remedy: 'model.json was changed or is damaged: convert or copy the model again',
  });
}
