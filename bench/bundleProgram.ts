import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const root = new URL('../', import.meta.url).href;

/**
 * Writes a program of the benchmarks to one file that runs without the loader, whose thread and compiler would count in measurements of
 * memory. Imports from src/ become those of the build in dist/; packages are not imported.
 */
export async function bundleProgram(program: URL, file: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(program)],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
    plugins: [fromBuild],
  });
}

const fromBuild: Plugin = {
  name: 'from-build',
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/src\// }, ({ path }) => ({
      path: `${root}dist/${path.slice(path.indexOf('/src/') + '/src/'.length)}`,
      external: true,
    }));
  },
};
