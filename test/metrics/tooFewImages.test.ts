import { describe, expect, it } from 'vitest';
import type { PairedFinding, ShareFinding } from '../../src/contract/audit.js';
import { tooFewImages } from '../../src/metrics/audit/tooFewImages.js';

const side = { attack: 'a', point: 'p', hits: 0, total: 1 };
const paired = (images: number): PairedFinding => ({
  ...{ kind: 'paired', expected: side, against: side, images, excess: 0, interval: [0, 0], higher: 0, lower: 0 },
  ...{ pValue: 1, adjustedPValue: 1, warning: false },
});
const share = (hits: number, total: number, high: number): ShareFinding => ({
  ...{ kind: 'share', of: 'accuracy', attack: 'a', point: 'p', hits, total, interval: [0, high] },
  ...{ limit: 0.01, warning: false },
});

describe('tooFewImages', () => {
  it('holds for a comparison that could not detect an excess of ten points', () => {
    // A single comparison needs 6 images that all differ one way: 60 images for ten points.
    expect(tooFewImages([paired(59)], 1)).toContain('on 59 images no excess below 10 points');
    expect(tooFewImages([paired(60)], 1)).toBeNull();
    expect(tooFewImages([paired(60)], 40)).toContain('beside 39 other comparisons');
    expect(tooFewImages([paired(4)], 1)).toContain('no excess can be detected');
  });

  it('holds for a share of zero whose interval exceeds ten points', () => {
    expect(tooFewImages([share(0, 20, 0.16)], 1)).toContain('20 images x draws');
    expect(tooFewImages([share(0, 200, 0.02)], 1)).toBeNull();
    expect(tooFewImages([], 1)).toBeNull();
  });
});
