import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { repository } from '../support/runCli.js';

const examples = readdirSync(join(repository, 'examples')).filter((name) => name.endsWith('.mjs'));
/** A line that each example prints. */
const printed: Readonly<Record<string, RegExp>> = {
  'attackModel.mjs': /^epsilon 64\/255: accuracy 0 % \(95 %: .* gap 1\.000, SNR 12\.1 dB$/m,
  'evaluateSuite.mjs': /^\d+ files, verdict pass$/m,
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-examples-'));
  // As installed: the package in node_modules, its dependencies beside it.
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(repository, join(folder, 'node_modules', 'rapa'));
  symlinkSync(join(repository, 'node_modules', '@tensorflow'), join(folder, 'node_modules', '@tensorflow'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each(examples)('examples/%s runs as it is', (name) => {
  cpSync(join(repository, 'examples', name), join(folder, name));
  const { status, stdout, stderr } = spawnSync(process.execPath, [name], { cwd: folder, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(printed[name]!);
});
