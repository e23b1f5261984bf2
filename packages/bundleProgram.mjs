// Joins the program's modules, once compiled, to a few files that start much faster than hundreds: the command line, the worker and the library's
// two entries, with what they share in dist/chunks/. Every module is in one file only, so that a plug-in and the worker that loads it have the
// same classes. The single modules stay for the types, the benchmarks and the entry for browsers.
import { copyFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const chunks = join(dist, 'chunks');

rmSync(chunks, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ['api/index', 'api/plugin', 'cli/main', 'runner/worker'].map((name) => join(dist, `${name}.js`)),
  outdir: dist,
  outbase: dist,
  allowOverwrite: true, // entries take the place of their compiled modules
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  plugins: [{ name: 'outside', setup: leaveOutside }],
});
// The only package inside: hundreds of small modules, which every worker would load.
copyFileSync(join(root, 'node_modules/@sinclair/typebox/license'), join(chunks, 'typebox-license.txt'));

/** Packages stay imports, and so does tfjs, which plug-ins and networks of others load too. Every output is two folders deep. */
function leaveOutside({ onResolve }) {
  onResolve({ filter: /\/tfjs\/\w+\.cjs$/ }, ({ path }) => ({
    path: `../tfjs/${path.split('/').at(-1)}`,
    external: true,
  }));
  onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
    if (kind === 'entry-point' || path.startsWith('@sinclair/typebox')) return undefined;
    return { path, external: true };
  });
}
