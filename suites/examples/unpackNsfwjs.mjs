// Unpacks the networks that the npm package nsfwjs carries as JavaScript into TensorFlow.js model folders, and draws pictures
// to try them on. Run it in the repository, after npm i --prefix scratch/nsfwjs --ignore-scripts nsfwjs@4.3.0
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PNG } from 'pngjs';

const folder = 'scratch/nsfwjs';
const require = createRequire(import.meta.url);

function unpack(name) {
  const packed = join(process.cwd(), folder, 'node_modules/nsfwjs/dist/models', name);
  const target = join(folder, name);
  mkdirSync(target, { recursive: true });
  for (const file of readdirSync(packed)) {
    const content = require(join(packed, file));
    if (file === 'model.min.js') writeFileSync(join(target, 'model.json'), JSON.stringify(content));
    else writeFileSync(join(target, file.replace('.min.js', '')), Buffer.from(content, 'base64'));
  }
}

/** A pixel's colour by class: discs with outlines on white, or light that changes slowly. */
const pictures = {
  drawing: (x, y, seed) => {
    for (let disc = 0; disc < 12; disc++) {
      const [cx, cy] = [(seed * 53 + disc * 71) % 224, (seed * 31 + disc * 97) % 224];
      const distance = Math.hypot(x - cx, y - cy) - 10 - ((disc * seed * 7) % 40);
      if (Math.abs(distance) < 2) return [0, 0, 0];
      if (distance < 0) return [(disc * 61 + seed * 37) % 256, (disc * 113) % 256, (seed * 91) % 256];
    }
    return [255, 255, 255];
  },
  neutral: (x, y, seed) =>
    [0.5, 0.7, 0.9].map((tone) => 255 * tone * (0.6 + 0.4 * Math.sin((x * (seed % 5) + y * 3) / 90 + tone * seed))),
};

function draw(name, seed) {
  const png = new PNG({ width: 224, height: 224 });
  for (let at = 0; at < 224 * 224; at++) {
    png.data.set([...pictures[name](at % 224, Math.floor(at / 224), seed), 255], 4 * at);
  }
  mkdirSync(join(folder, 'images', name), { recursive: true });
  writeFileSync(join(folder, 'images', name, `${seed}.png`), PNG.sync.write(png, { colorType: 2 }));
}

for (const name of ['mobilenet_v2', 'mobilenet_v2_mid']) unpack(name);
for (const name of Object.keys(pictures)) for (let seed = 1; seed <= 18; seed++) draw(name, seed);
