import { readFileSync, writeFileSync } from 'node:fs';
import { packageRoot } from '../base/packagePlaces.js';
import { attackDocs } from './attackDocs.js';
import { schemaFiles } from './schemaFiles.js';

// Run by `npm run build`: writes the generated files of the repository.
for (const [name, text] of schemaFiles()) writeFileSync(new URL(`schemas/${name}`, packageRoot), text);
const docs = new URL('docs/attacks.md', packageRoot);
try {
  writeFileSync(docs, attackDocs(readFileSync(docs, 'utf8')));
} catch (error) {
  // The published package has no docs.
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
