import { readFileSync, writeFileSync } from 'node:fs';
import { attackDocs } from './attackDocs.js';
import { schemaFiles } from './schemaFiles.js';

// Run by `npm run build`: writes the generated files of the repository.
const root = new URL('../../', import.meta.url);
for (const [name, text] of schemaFiles()) writeFileSync(new URL(`schemas/${name}`, root), text);
const docs = new URL('docs/attacks.md', root);
try {
  writeFileSync(docs, attackDocs(readFileSync(docs, 'utf8')));
} catch (error) {
  // The published package has no docs.
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
