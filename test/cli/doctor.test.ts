import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/runCli.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-doctor-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('doctor', () => {
  it('says what is there and what to install', async () => {
    const { code, stdout } = await runCli(['doctor', '--data-dir', folder], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^✓ versions +rapa \d+\.\d+\.\d+, TensorFlow\.js 4\.22\.0, Node \d+/m);
    expect(stdout).toMatch(/^✓ wasm +our kernels with (relaxed )?SIMD/m);
    expect(stdout).toMatch(/^✓ charts +PNG and SVG$/m);
    expect(stdout).toMatch(/^✓ mnist +in the package$/m);
    expect(stdout).toMatch(/^- cifar10 +.* data cifar10$/m);
    // Where tensorflow is not installed, the remedy is a command that works from here, not a script of this checkout.
    expect(stdout).not.toMatch(/^- tensorflow(?!.*main\.js setup-tensorflow)/m);
  });

  it('ends with 2 if evaluations cannot run', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const { code, stdout } = await runCli(['doctor'], { cwd: folder, env: { RAPA_CACHE_DIR: join(file, 'cells') } });
    expect(code).toBe(2);
    expect(stdout).toMatch(/^✗ cache +.* is not writable: set RAPA_CACHE_DIR/m);
  });
});
