import type { GalleryCell, GalleryPrediction, GalleryRow } from '../summary/galleryRows.js';
import type { AttackSummary, Summary } from '../summary/summary.js';
import { decibels, epsilonText } from '../text/numberText.js';

/** Limit for all pixels of a page in base64, so that the page stays below 10 MB. */
const mostCharacters = 5_500_000;

/** An attacked image for the page's script. */
interface PictureData {
  readonly attack: string;
  readonly model: number;
  readonly image: number;
  readonly truth: string;
  readonly clean: GalleryPrediction;
  readonly adversarial: GalleryPrediction;
  readonly strength: string;
  readonly hits: number;
  readonly draws: number;
  readonly change: GalleryCell['change'];
  readonly shape: GalleryRow['shape'];
  /** Indices in `pixels` of the clean image, the perturbation and the attacked image. */
  readonly pixels: readonly [number, number, number];
  readonly command: string;
}

/**
 * The gallery's images, broken ones first, and their pixels, each stored once. Images that do not fit into the page are left out
 * and counted. Throws RangeError if pixels do not fit their shape.
 */
export function pictureData(summary: Summary): {
  readonly pictures: readonly PictureData[];
  readonly pixels: readonly string[];
  readonly leftOut: number;
} {
  const store = new Map<string, number>();
  let characters = 0;
  let leftOut = 0;
  const placeOf = (pixels: string, shape: GalleryRow['shape']) => {
    checkPixels(pixels, shape);
    const place = store.get(pixels) ?? store.size;
    if (!store.has(pixels)) characters += pixels.length;
    store.set(pixels, place);
    return place;
  };
  const pictures = allCells(summary).flatMap(({ attack, row, cell, model }): PictureData[] => {
    if (characters > mostCharacters) {
      leftOut++;
      return [];
    }
    const { clean, adversarial, hits, draws, change } = cell;
    return [
      {
        ...{ attack: attack.title, model, image: row.image, truth: row.trueName },
        ...{ clean, adversarial, hits, draws, change, shape: row.shape },
        strength: strengthText(cell),
        pixels: [
          placeOf(row.cleanPixels, row.shape),
          placeOf(cell.perturbationPixels, row.shape),
          placeOf(cell.adversarialPixels, row.shape),
        ],
        command: again(summary, `${summary.models[model]!.id}/${attack.id}`, row.image),
      },
    ];
  });
  return { pictures, pixels: [...store.keys()], leftOut };
}

function checkPixels(base64: string, [height, width, channels]: GalleryRow['shape']): void {
  const bytes = Buffer.byteLength(base64, 'base64');
  if (bytes === height * width * channels && (channels === 1 || channels === 3)) return;
  throw new RangeError(`${bytes} bytes are no picture of ${height} x ${width} x ${channels}`);
}

interface Shown {
  readonly attack: AttackSummary;
  readonly row: GalleryRow;
  readonly cell: GalleryCell;
  readonly model: number;
}

/** Newly broken, then broken, then images on which draws disagree, then the rest, each in data order. */
function allCells({ attacks }: Summary): Shown[] {
  const cells = attacks.flatMap((attack) =>
    attack.gallery.flatMap((row) =>
      row.cells.flatMap((cell, model): Shown[] => (cell === null ? [] : [{ attack, row, cell, model }])),
    ),
  );
  return cells.toSorted((a, b) => rankOf(a.cell) - rankOf(b.cell) || a.row.image - b.row.image);
}

function rankOf({ change, clean, adversarial, hits, draws }: GalleryCell): number {
  if (change === 'newly broken') return 0;
  if (clean.correct && !adversarial.correct) return 1;
  return hits > 0 && hits < draws ? 2 : 3;
}

function strengthText({ point, snrDb, epsilon }: GalleryCell): string {
  return snrDb === null
    ? `${point}: unchanged`
    : `${point}: ${decibels(snrDb)} reached, epsilon ${epsilonText(epsilon)}`;
}

/** The command that recreates this example: the images up to it, only under this attack. */
function again({ command, suiteFile }: Summary, pair: string, image: number): string {
  const pattern = `^${pair.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`;
  const caller = command.startsWith('npm run') ? 'npm run eval --' : `${command.split(' eval ')[0]} eval`;
  return `${caller} ${suiteFile} --grep ${quoted(pattern)} --limit ${image + 1} --output reports/again`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
