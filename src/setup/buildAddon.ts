import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import { runTool } from './runTool.js';
import { nodeHeaders, tfjsNodeFolder } from './tensorflowPlaces.js';

/** Highest Node-API version supported by tfjs-node 4.22; every Node from 20 on has it. */
const nodeApi = 8;

/** Builds tfjs-node's native addon against the library in `library`. Throws `UserError` without headers or compiler. */
export function buildAddon(library: string, log: (line: string) => void): void {
  const deps = join(tfjsNodeFolder, 'deps');
  rmSync(deps, { recursive: true, force: true });
  symlinkSync(library, deps, 'dir');
  const headers = nodeHeaders();
  if (headers === null) {
    throw new UserError({
      where: process.execPath,
      expected: "Node's headers, include/node/node_api.h, next to it",
      found: 'none',
      remedy: "use a Node installed with its headers, as Node's own archives and most packages have them",
    });
  }
  log(`addon: compiling with node-gyp, headers from ${headers}`);
  const words = [
    'rebuild',
    `--nodedir=${headers}`,
    '--module_name=tfjs_binding',
    `--module_path=${join(tfjsNodeFolder, 'lib', `napi-v${nodeApi}`)}`,
    `--napi_build_version=${nodeApi}`,
    `--napi_version=${nodeApi}`,
  ];
  const remedy = 'install a C++ compiler, make and Python 3 (Debian: build-essential python3)';
  runTool(process.execPath, [nodeGyp(), ...words], { cwd: tfjsNodeFolder, remedy });
}

/** npm's own copy of node-gyp. */
function nodeGyp(): string {
  const remedy = 'run this with npx or npm run';
  const given = process.env.npm_config_node_gyp;
  if (given !== undefined && existsSync(given)) return given;
  const file = join(
    runTool('npm', ['root', '--global'], { remedy }).trim(),
    'npm/node_modules/node-gyp/bin/node-gyp.js',
  );
  if (existsSync(file)) return file;
  throw new UserError({ where: file, expected: "npm's node-gyp", found: 'no such file', remedy });
}
