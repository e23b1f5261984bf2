import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream, streamWords } from '../../src/base/random.js';
import { compiledAssignment } from '../../src/kernels/randomAssignment/randomAssignment.js';
import { assignTiles } from '../../src/tilings/tilings.js';
import { useEngine } from './support/tensors.js';

describe('compiled random assignments', () => {
  it('are those of the tiling `random`, whatever the stream, the grid and the tiles', async () => {
    const cases = fc.record({
      seed: fc.nat(),
      images: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
      height: fc.integer({ min: 1, max: 20 }),
      width: fc.integer({ min: 1, max: 20 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    for (const engine of ['wasm simd', 'wasm relaxed', 'wasm wide'] as const) {
      await useEngine(engine);
      fc.assert(
        fc.property(cases, ({ seed, images, height, width, share }) => {
          const patches = height * width;
          const tiles = Math.max(1, Math.floor(share * patches));
          const states = images.map((image) => streamWords(seed, 'test', image, -7));
          const found = compiledAssignment()!({ states, patches, tiles });
          const rows = found.arraySync();
          found.dispose();
          const expected = images.map((image) => [
            ...assignTiles('random', { height, width }, { tiles, stream: randomStream(seed, 'test', image, -7) }),
          ]);
          expect(rows).toEqual(expected);
        }),
        { numRuns: 100 },
      );
    }
  });

  it('draw again the numbers that would make some more likely', async () => {
    // Bounds just above half of 2^32 would reject half of all; 2^30 + 1 tiles reject a quarter of the first draws.
    await useEngine('wasm simd');
    const tiles = 2 ** 30 + 1;
    for (let image = 0; image < 40; image++) {
      const found = compiledAssignment()!({ states: [streamWords(1, 'test', image)], patches: 1, tiles });
      const [entry] = found.dataSync();
      found.dispose();
      expect(entry).toBe(randomStream(1, 'test', image).int(tiles));
    }
  });

  it('are not there on cpu', async () => {
    await useEngine('cpu');
    expect(compiledAssignment()).toBeNull();
  });
});
