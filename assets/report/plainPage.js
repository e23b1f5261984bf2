import { startKeys } from './keys.js';
import { drawPixels } from './pixels.js';
import { unfoldInPrint } from './print.js';
import { startTables } from './tables.js';

const { pixels } = JSON.parse(document.getElementById('report-data').textContent);

/** Pictures are decoded as they come into view. */
const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      drawPixels(target, pixels[target.dataset.pixels], target.dataset.shape.split(',').map(Number));
    }
  },
  { rootMargin: '200px' },
);
for (const canvas of document.querySelectorAll('canvas[data-pixels]')) observer.observe(canvas);

startTables();
startKeys();
unfoldInPrint();
