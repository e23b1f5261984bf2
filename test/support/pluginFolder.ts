import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResultFile } from '../../src/contract/resultFile.js';
import { type CliRun, repository, runCli } from './runCli.js';

/** A user's folder with the package installed and the files of examples/plugins/. */
export interface PluginFolder {
  readonly path: string;
  /** Writes a plug-in that may use everything that rapa/plugin exports. */
  readonly plugin: (name: string, text: string) => void;
  /** Writes suite.json: the example's, with changes. */
  readonly suite: (changes: object) => void;
  /** Runs a command in the folder. */
  readonly run: (...words: string[]) => Promise<CliRun>;
  /** Runs suite.json without images for people, and returns its results. */
  readonly evaluate: (...flags: string[]) => Promise<ResultFile>;
}

/** Makes such a folder in the system's temporary folder. */
export function pluginFolder(): PluginFolder {
  const path = mkdtempSync(join(tmpdir(), 'rapa-plugins-'));
  cpSync(join(repository, 'examples', 'plugins'), path, { recursive: true });
  mkdirSync(join(path, 'node_modules'));
  symlinkSync(repository, join(path, 'node_modules', 'rapa'));
  const example = JSON.parse(readFileSync(join(path, 'suite.json'), 'utf8')) as object;
  const run = (...words: string[]) => runCli(words, { cwd: path });
  return {
    path,
    run,
    plugin: (name, text) => writeFileSync(join(path, name), `import * as rapa from 'rapa/plugin';\n${text}\n`),
    suite: (changes) => writeFileSync(join(path, 'suite.json'), JSON.stringify({ ...example, ...changes })),
    evaluate: async (...flags) => {
      const words = ['eval', 'suite.json', '-j', '1', '--reporter', 'json', '-o', 'out', '--no-calibrate', ...flags];
      const { code, stderr } = await run(...words);
      if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
      return JSON.parse(readFileSync(join(path, 'out', 'results.json'), 'utf8')) as ResultFile;
    },
  };
}
