import { describe, expect, it } from 'vitest';
import { holdOutLast } from '../../src/datasets/holdOutLast.js';
import { randomDataset } from '../support/randomDataset.js';

describe('holdOutLast', () => {
  const whole = randomDataset(10, [2, 2, 1], { classes: 3, seed: 1 });

  it('divides the images into the first to train on and the last to test on, each once', () => {
    const { train, test } = holdOutLast(whole, 3);
    expect([train.split, train.count, test.split, test.count]).toEqual(['train', 7, 'test', 3]);
    expect([...train.pixels, ...test.pixels]).toEqual([...whole.pixels]);
    expect([...train.labels, ...test.labels]).toEqual([...whole.labels]);
    expect(test.channelMeans).toEqual(whole.channelMeans);
    expect(new Set([whole.sha256, train.sha256, test.sha256]).size).toBe(3);
  });

  it('leaves at least one image to train on', () => {
    expect(holdOutLast(whole, 9).train.count).toBe(1);
    expect(() => holdOutLast(whole, 10)).toThrow(/more than 10 images[\s\S]*at most 9/);
  });
});
