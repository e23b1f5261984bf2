import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { reasonAgainst, wideKernels } from '../../src/base/wideKernels.js';

const able = { arch: 'x64', node: '24.1.0', avx2: () => true };

describe('kernels for 256 bits', () => {
  it.each([
    ['on another processor', { ...able, arch: 'arm64' }, 'they need an x64 processor'],
    ['on Node 22', { ...able, node: '22.21.0' }, 'they need Node 23.5 or newer'],
    ['on Node 23.4', { ...able, node: '23.4.1' }, 'they need Node 23.5 or newer'],
    ['on Node 23.5', { ...able, node: '23.5.0' }, null],
    ['on Node 24', able, null],
    ['without AVX2', { ...able, avx2: () => false }, 'they need a processor with AVX2'],
  ])('are or are not there %s', (_, machine, reason) => {
    expect(reasonAgainst(undefined, machine)).toBe(reason);
    expect(reasonAgainst('1', machine)).toBe(reason);
  });

  it('are turned off by RAPA_WIDE=0, and other words are refused', () => {
    expect(reasonAgainst('0', able)).toBe('turned off by RAPA_WIDE=0');
    expect(() => reasonAgainst('off', able)).toThrow(/RAPA_WIDE[\s\S]*0 or 1[\s\S]*off/);
  });

  const { module, reason } = wideKernels();
  const compiled = module === null ? it.skip : it;
  const url = pathToFileURL(join(import.meta.dirname, '..', '..', 'dist', 'base', 'wideKernels.js'));

  const options = { encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  const why = reason === undefined ? '' : ` (${reason})`;

  compiled(`are compiled to wide code before they first run${why}`, () => {
    const source = `(await import(${JSON.stringify(url)})).wideKernels();`;
    const flags = ['--trace-wasm-revectorize', '--input-type=module', '--eval', source];
    const { stdout, stderr, status, signal } = spawnSync(process.execPath, flags, options);
    expect({ status, signal }, stderr).toEqual({ status: 0, signal: null });
    expect(stdout.match(/Decide to vectorize/g)?.length).toBeGreaterThanOrEqual(12);
  });

  compiled(`leave the engine as it was: modules compiled later are not wide${why}`, () => {
    const source = `const { wideKernels } = await import(${JSON.stringify(url)}); wideKernels(); console.log('after'); new WebAssembly.Module(fs.readFileSync(${JSON.stringify(join(import.meta.dirname, '..', '..', 'dist', 'kernels', 'relaxed.wasm'))}));`;
    const flags = ['--trace-wasm-revectorize', '--input-type=module', '--eval', `import fs from 'node:fs'; ${source}`];
    const { stdout, stderr, status, signal } = spawnSync(process.execPath, flags, options);
    expect({ status, signal }, stderr).toEqual({ status: 0, signal: null });
    expect(stdout.split('after\n')[1]).toBe('');
  });
});
