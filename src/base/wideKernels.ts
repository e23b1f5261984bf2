import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { UserError } from './errors.js';
import { packageRoot } from './packagePlaces.js';

/** The kernels compiled for vectors of 256 bits, or why this process does without them. */
export type WideKernels =
  | { readonly module: WebAssembly.Module; readonly reason?: undefined }
  | { readonly module: null; readonly reason: string };

/** V8's pass that joins neighbouring vectors of 128 bits; together with it, all functions are optimised at once. */
const flags = ['experimental-wasm-revectorize', 'no-wasm-lazy-compilation', 'no-liftoff'] as const;
const firstNode = [23, 5] as const;

const path = fileURLToPath(new URL('dist/kernels/wide.wasm', packageRoot));
let known: WideKernels | null = null;

/**
 * Compiles the wide kernels, once in a process: about 0.1 s of processor time. The flags are on only meanwhile, so that no other module is
 * compiled by the experimental pass; threads should be started afterwards and given the result (`takeWideKernels`). Throws `UserError` for a
 * missing file or another RAPA_WIDE than 0 and 1.
 */
export function wideKernels(): WideKernels {
  known ??= compile();
  return known;
}

/** In a thread: uses what another thread of the process has compiled. */
export function takeWideKernels(compiled: WideKernels): void {
  known = compiled;
}

function compile(): WideKernels {
  const reason = reasonAgainst(process.env.RAPA_WIDE);
  if (reason !== null) return { module: null, reason };
  const bytes = read();
  for (const flag of flags) setFlagsFromString(`--${flag}`);
  try {
    return { module: new WebAssembly.Module(bytes) };
  } finally {
    for (const flag of flags) setFlagsFromString(`--${opposite(flag)}`);
  }
}

/** Why there are no wide kernels, or null; `wanted` is the environment variable RAPA_WIDE. Throws `UserError` for other values than 0 and 1. */
export function reasonAgainst(
  wanted: string | undefined,
  { arch, node, avx2 }: { arch: string; node: string; avx2: () => boolean } = thisProcess,
): string | null {
  if (wanted === '0') return 'turned off by RAPA_WIDE=0';
  if (wanted !== undefined && wanted !== '' && wanted !== '1') {
    throw new UserError({ where: 'RAPA_WIDE', expected: '0 or 1', found: wanted, remedy: 'RAPA_WIDE=0, or unset it' });
  }
  if (arch !== 'x64') return 'they need an x64 processor';
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const [least, leastMinor] = firstNode;
  if (major < least || (major === least && minor < leastMinor)) return `they need Node ${firstNode.join('.')} or newer`;
  return avx2() ? null : 'they need a processor with AVX2';
}

const thisProcess = { arch: process.arch, node: process.versions.node, avx2: hasAvx2 };

/** Without AVX2 V8 leaves the vectors as they are, so that a wrong guess on other systems than Linux changes no result. */
function hasAvx2(): boolean {
  return process.platform !== 'linux' || /^flags\s*:.* avx2 /m.test(`${readFileSync('/proc/cpuinfo', 'utf8')} `);
}

function opposite(flag: string): string {
  return flag.startsWith('no-') ? flag.slice(3) : `no-${flag}`;
}

function read(): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new UserError({ where: path, expected: 'the compiled kernels', found, remedy: 'npm run build:kernels' });
  }
}
