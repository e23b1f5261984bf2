import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/base/random.js';
import type { TilingName } from '../../src/contract/architecture.js';
import type { TilingScheme } from '../../src/tilings/tilingScheme.js';
import { assignTiles, tilingFault, tilings } from '../../src/tilings/tilings.js';

const schemes = Object.entries(tilings) as [TilingName, TilingScheme][];
const stream = (seed: number) => randomStream(seed, 'test', 1);

/** Sizes of the parts, tile by tile. */
function partSizes(assignment: Int32Array, tiles: number): number[] {
  const sizes = new Array<number>(tiles).fill(0);
  for (const tile of assignment) if (tile >= 0) sizes[tile]!++;
  return sizes;
}

const grids = fc.record({ height: fc.integer({ min: 1, max: 40 }), width: fc.integer({ min: 1, max: 40 }) });

describe('tilings', () => {
  for (const [name, scheme] of schemes) {
    it(`${name} assigns every patch to a tile; only perforated tiling leaves some out`, () => {
      fc.assert(
        fc.property(grids, fc.integer({ min: 1, max: 64 }), fc.integer(), (grid, tiles, seed) => {
          fc.pre(tilingFault(name, grid, tiles) === null);
          const assignment = assignTiles(name, grid, { tiles, stream: stream(seed) });
          expect(assignment.length).toBe(grid.height * grid.width);
          const lowest = name === 'perforated' ? -1 : 0;
          expect(Math.min(...assignment)).toBeGreaterThanOrEqual(lowest);
          expect(Math.max(...assignment)).toBeLessThan(scheme.replicas(tiles));
        }),
      );
    });

    it(`${name} gives the same assignment for the same stream`, () => {
      const grid = { height: 8, width: 8 };
      const draw = (seed: number) => assignTiles(name, grid, { tiles: 4, stream: stream(seed) });
      expect(draw(3)).toEqual(draw(3));
      if (scheme.drawn !== 'never') expect(draw(3)).not.toEqual(draw(4));
      else expect(draw(3)).toEqual(draw(4));
    });
  }

  it('random and random fixed make parts that differ by at most one patch', () => {
    fc.assert(
      fc.property(grids, fc.integer({ min: 1, max: 200 }), fc.integer(), (grid, tiles, seed) => {
        for (const name of ['random', 'randomFixed'] as const) {
          fc.pre(tilingFault(name, grid, tiles) === null);
          const sizes = partSizes(assignTiles(name, grid, { tiles, stream: stream(seed) }), tiles);
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('image and alternate tilings make equal parts where q divides the sides', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), (q, factor) => {
        const grid = { height: q * factor, width: q * factor };
        for (const name of ['imageOverlap', 'imagePad', 'alternate'] as const) {
          const sizes = partSizes(assignTiles(name, grid, { tiles: q * q, stream: stream(0) }), q * q);
          expect(new Set(sizes)).toEqual(new Set([factor * factor]));
        }
      }),
    );
  });

  it("follows the paper's formulas for image and alternate tiling", () => {
    const grid = { height: 4, width: 4 };
    const options = { tiles: 4, stream: stream(0) };
    expect([...assignTiles('imageOverlap', grid, options)]).toEqual([0, 0, 2, 2, 0, 0, 2, 2, 1, 1, 3, 3, 1, 1, 3, 3]);
    expect([...assignTiles('alternate', grid, options)]).toEqual([0, 2, 0, 2, 1, 3, 1, 3, 0, 2, 0, 2, 1, 3, 1, 3]);
  });

  it('random partitions use every tile equally often at every patch', () => {
    const counts = Array.from({ length: 9 }, () => [0, 0, 0]);
    const draws = 6000;
    for (let draw = 0; draw < draws; draw++) {
      const assignment = assignTiles('random', { height: 3, width: 3 }, { tiles: 3, stream: stream(draw) });
      for (const [patch, tile] of assignment.entries()) counts[patch]![tile]!++;
    }
    const chiSquare = counts.flat().reduce((sum, count) => sum + (count - draws / 3) ** 2 / (draws / 3), 0);
    expect(chiSquare).toBeLessThan(45); // 18 degrees of freedom: 45 is exceeded with probability 0.0004
  });

  it('perforated computes the share 1 / tiles of the patches', () => {
    const assignment = assignTiles('perforated', { height: 32, width: 32 }, { tiles: 16, stream: stream(5) });
    expect(assignment.filter((tile) => tile === 0).length).toBe(64);
  });

  it('says what is wrong with a number of tiles that the scheme cannot use', () => {
    expect(tilingFault('alternate', { height: 8, width: 8 }, 8)).toMatch(/square number, such as 9, not 8/);
    expect(tilingFault('random', { height: 2, width: 2 }, 5)).toMatch(/5 tiles for 4 patches/);
    expect(tilingFault('imagePad', { height: 2, width: 30 }, 16)).toMatch(/side of at least 4, not 2/);
    expect(tilingFault('none', { height: 2, width: 2 }, 0)).toMatch(/at least 1, not 0/);
    expect(tilingFault('none', { height: 0, width: 2 }, 1)).toMatch(/nothing is left of the image/);
  });
});
