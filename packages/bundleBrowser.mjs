// Bundles the library's entry for browsers: dist/browser/index.js, a module without Node's, with the kernels in it. Packages stay
// imports, so that the page's models and this library share one copy of tfjs.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const replaced = ['tfjs.cjs', 'wasmBackend.cjs', 'kernelFiles.js', 'tensorflowModule.js'];

await build({
  entryPoints: [join(root, 'dist', 'api', 'browser.js')],
  outfile: join(root, 'dist', 'browser', 'index.js'),
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  packages: 'external',
  loader: { '.wasm': 'binary' },
  logLevel: 'warning',
  plugins: [
    {
      name: 'browser-modules',
      setup: ({ onResolve }) => {
        onResolve({ filter: /(tfjs|wasmBackend)\.cjs$|(kernelFiles|tensorflowModule)\.js$/ }, ({ path }) => {
          const name = replaced.find((own) => path.endsWith(own));
          return { path: join(root, 'packages', 'browser', name.replace(/\.c?js$/, '.mjs')) };
        });
      },
    },
  ],
});
