import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alexNet, arrayRunTime, balancedTiles, exampleNetwork } from '../../src/paper/arrayRunTime.js';

describe('balancedTiles', () => {
  it("gives the paper's tilings", () => {
    expect(balancedTiles(exampleNetwork)).toEqual([16, 4, 1]);
    expect(balancedTiles(alexNet)).toEqual([17, 4, 1, 1, 1]);
    expect(balancedTiles(exampleNetwork, 8)).toEqual([128, 32, 8]);
  });
});

describe('arrayRunTime', () => {
  it("counts the loads, compute and speed-up of the paper's networks", () => {
    const example = arrayRunTime(exampleNetwork, [16, 4, 1]);
    expect(example.layers.map(({ load }) => load)).toEqual([64, 64, 64]);
    expect(example.layers.map(({ macs }) => macs)).toEqual([2457600, 6553600, 3276800]);
    expect(example.pipelined).toEqual({ before: 1024, after: 64 });
    expect(example.serial).toEqual({ before: 1344, after: 192 });
    expect(example.balance).toBe(1);
    expect(arrayRunTime(alexNet, [17, 4, 1, 1, 1]).layers.map(({ load }) => load)).toEqual([178, 183, 169, 169, 169]);
    expect(arrayRunTime(exampleNetwork, [128, 32, 8]).pipelined).toEqual({ before: 1024, after: 8 });
  });

  it('never slows a network down, and gains at most by the tiles', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ patches: fc.integer({ min: 1, max: 2000 }), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
          {
            minLength: 1,
            maxLength: 5,
          },
        ),
        (drawn) => {
          const layers = drawn.map(({ patches }, index) => ({ name: `${index}`, patches, rows: 3, columns: 2 }));
          const tiles = drawn.map(({ patches, share }) => 1 + Math.floor(share * (patches - 1)));
          const { serial, pipelined, balance, layers: tiled } = arrayRunTime(layers, tiles);
          expect(serial.after).toBeLessThanOrEqual(serial.before);
          expect(pipelined.before / pipelined.after).toBeLessThanOrEqual(Math.max(...tiles) + 1e-9);
          expect(balance).toBeLessThanOrEqual(1);
          for (const { load, patches, tiles: count } of tiled) expect(load * count).toBeGreaterThanOrEqual(patches);
        },
      ),
    );
  });

  it('refuses tiles that do not fit', () => {
    expect(() => arrayRunTime(exampleNetwork, [16, 4])).toThrow(/2 numbers of tiles for 3 layers/);
    expect(() => arrayRunTime(exampleNetwork, [16, 4, 65])).toThrow(/65 tiles for the 64 patches of conv3/);
  });
});
