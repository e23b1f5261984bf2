import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';

interface FolderSize {
  readonly classes: number;
  /** Images of each class in each split. */
  readonly perClass: number;
  /** Side of the square images. */
  readonly size: number;
}

/** Writes a small data set of coloured PNGs, `train/<class>/` and `test/<class>/`; a class has a hue of its own. */
export function writeImageFolder(folder: string, { classes, perClass, size }: FolderSize): void {
  for (const split of ['train', 'test']) {
    for (let label = 0; label < classes; label++) {
      const place = join(folder, split, `class${label}`);
      mkdirSync(place, { recursive: true });
      for (let image = 0; image < perClass; image++) {
        const canvas = createCanvas(size, size);
        const context = canvas.getContext('2d');
        context.fillStyle = `hsl(${(360 * label) / classes} 80% ${20 + (50 * image) / perClass + (split === 'test' ? 3 : 0)}%)`;
        context.fillRect(0, 0, size, size);
        writeFileSync(join(place, `${image}.png`), canvas.toBuffer('image/png'));
      }
    }
  }
}
