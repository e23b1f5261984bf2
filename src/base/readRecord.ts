import { readJsonDocument } from './jsonDocument.js';
import { schemaFaults } from './schemaFaults.js';
import { type DocumentKind, schemaValidator } from './schemaValidators.js';

const mostFaults = 5;

/**
 * Reads a record that a command left beside a model and checks it against its schema. `what` names it for messages, e.g. `a training
 * record`; `remedy` is for a file that is another document. Throws `UserErrors` with line and column.
 */
export function readRecord<Record>(
  file: string,
  { kind, what, remedy }: { readonly kind: DocumentKind; readonly what: string; readonly remedy: string },
): Record {
  const document = readJsonDocument(file, what);
  const faults = schemaFaults(schemaValidator(kind), document.value).slice(0, mostFaults);
  if (faults.length === 0) return document.value as Record;
  throw document.faults(faults.map((fault) => ({ remedy, ...fault })));
}
