import { definition } from './parts.js';

/** Definitions referenced only by name, such as attacks, which can contain one another. */
export type Definitions = Readonly<Record<string, object>>;

/** The text of a schema file: the schema, with the given definitions and all parts it references under `definitions`. */
export function schemaText(schema: object, given: Definitions): string {
  const definitions = new Map<string, object>();
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const own = value as { readonly $ref?: string; readonly [definition]?: object };
    const name = own.$ref?.split('/').at(-1);
    if (own[definition] !== undefined && name !== undefined && !definitions.has(name)) {
      definitions.set(name, own[definition]);
      collect(own[definition]);
    }
    for (const inner of Object.values(value)) collect(inner);
  };
  collect(schema);
  collect(given);
  const all = { ...Object.fromEntries(definitions), ...given };
  const document = { $schema: 'http://json-schema.org/draft-07/schema#', ...schema, definitions: all };
  return `${JSON.stringify(document, null, 2)}\n`;
}
