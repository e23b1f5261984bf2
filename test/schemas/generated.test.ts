import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { attackKinds } from '../../src/attackKinds/attackKinds.js';
import { attackDocs } from '../../src/schemas/attackDocs.js';
import { schemaFiles } from '../../src/schemas/schemaFiles.js';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('files that npm run build writes', () => {
  it.each([...schemaFiles()])('schemas/%s matches the source', (name, text) => {
    expect(read(`schemas/${name}`)).toBe(text);
  });

  it('docs/attacks.md has the generated tables, with every kind and parameter', () => {
    const docs = read('docs/attacks.md');
    expect(attackDocs(docs)).toBe(docs);
    for (const [kind, { parameters, source }] of Object.entries(attackKinds)) {
      expect(docs.match(new RegExp(`^\\| \`${kind}\` `, 'gm'))!.length).toBe(3 + Object.keys(parameters).length);
      expect(docs).toContain(`| ${source} |`);
    }
  });

  it('a table that docs ask for and nobody makes is no silent omission', () => {
    expect(() => attackDocs('<!-- generated: nothing -->\n<!-- end -->')).toThrow('a table nothing');
  });
});
