import type { GalleryImage } from '../../contract/cell.js';
import type { Results } from '../../contract/result.js';
import { galleryPoint } from '../../metrics/galleryPoint.js';
import { pointLabel } from '../../metrics/pointLabel.js';
import { printable } from '../text/printable.js';

/** An image that a model newly gets wrong, with the pictures of both runs; `before` is null where the first run has none. */
export interface BrokenImage {
  readonly model: string;
  readonly attack: string;
  readonly point: string;
  readonly image: number;
  readonly truth: string;
  readonly before: GalleryImage | null;
  readonly after: GalleryImage;
  readonly names: readonly [before: string | null, after: string];
}

/** The newly broken images of which the run keeps pictures, in the order of the run. */
export function brokenImages(before: Results, after: Results): BrokenImage[] {
  const name = (index: number) => printable(after.dataset.classNames[index] ?? 'another output');
  const rows = after.verdict.comparison?.rows ?? [];
  return after.gallery.flatMap((picture): BrokenImage[] => {
    const { strength } = after.attacks.find(({ id }) => id === picture.attack)!;
    const point = pointLabel(strength, galleryPoint(strength, after.reference?.snrDb));
    const isOf = (own: { readonly model: string; readonly attack: string | null }) =>
      own.model === picture.model && own.attack === picture.attack;
    const row = rows.find((own) => isOf(own) && own.point === point);
    if (row === undefined || !row.newlyBroken.includes(picture.image)) return [];
    const old = before.gallery.find((own) => isOf(own) && own.image === picture.image) ?? null;
    const label = after.models.find(({ id }) => id === picture.model)?.label ?? picture.model;
    return [
      {
        model: printable(label),
        attack: printable(picture.attack),
        ...{ point, image: picture.image, truth: name(picture.label) },
        before: old,
        after: picture,
        names: [old === null ? null : name(old.adversarial.class), name(picture.adversarial.class)],
      },
    ];
  });
}
