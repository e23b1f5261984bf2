import { UserError } from '../base/errors.js';

/** The error of a model.json that says what none says that was written whole. `found` is shown as JSON, in short. */
export function damagedModel(where: string, expected: string, found: unknown): UserError {
  return new UserError({
    where,
    expected,
    found: (JSON.stringify(found) ?? 'nothing').slice(0, 120),
    remedy: 'model.json was changed or is damaged: convert or copy the model again',
  });
}
