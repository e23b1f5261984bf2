import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.js';

/** One class of an image folder: its images' file names, sorted. */
export interface ClassFolder {
  readonly name: string;
  readonly path: string;
  readonly images: readonly string[];
}

/**
 * The classes below `path` for a split. If all names are whole numbers, classes are sorted by number, otherwise by code units,
 * independent of locale. Subfolders `train` or `test` that contain folders are the splits, and both must have the same classes;
 * otherwise all images are the test split. Throws `UserError` if the split does not exist or a class has no images or unexpected
 * files.
 */
export function listClassFolders(path: string, split: 'train' | 'test'): ClassFolder[] {
  const names = folderNames(path);
  const splits = (['train', 'test'] as const).filter(
    (part) => names.includes(part) && folderNames(join(path, part)).length > 0,
  );
  if (splits.length === 0 && split === 'test') return classesOf(path, names);
  if (!splits.includes(split)) {
    const found = splits.length === 0 ? 'only class folders, which are then the test split' : `only a folder ${splits}`;
    throw fault({
      path,
      expected: `a folder ${split} with one folder per class`,
      found,
      remedy: `move the images into train/ and test/`,
    });
  }
  const [classes, ...others] = [split, ...splits.filter((part) => part !== split)].map((part) =>
    folderNames(join(path, part)),
  );
  for (const other of others) requireSameClasses(path, classes!, other);
  return classesOf(join(path, split), classes!);
}

function requireSameClasses(path: string, one: readonly string[], other: readonly string[]): void {
  const odd = [...one, ...other].filter((name) => !(one.includes(name) && other.includes(name)));
  if (odd.length === 0) return;
  const found = `${odd.slice(0, 5).join(', ')}${odd.length > 5 ? `, ... (${odd.length})` : ''} in one of them only`;
  throw fault({
    path,
    expected: 'the same class folders in train and test',
    found,
    remedy: 'give both the same folders',
  });
}

function classesOf(path: string, names: readonly string[]): ClassFolder[] {
  if (names.length === 0) {
    throw fault({
      path,
      expected: 'one folder per class, with PNG or JPEG images',
      found: 'no folders',
      remedy: 'see docs/datasets.md',
    });
  }
  return names.map((name) => ({ name, path: join(path, name), images: imageNames(join(path, name)) }));
}

function folderNames(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    const found = statSync(path, { throwIfNoEntry: false }) === undefined ? 'no such folder' : 'not a folder';
    throw fault({
      path,
      expected: 'a folder with one folder per class',
      found,
      remedy: "check the data set's path",
    });
  }
  const names = visibleNames(path).filter((name) => statSync(join(path, name)).isDirectory());
  requireDifferentNumbers(path, names);
  return inClassOrder(names);
}

function imageNames(path: string): string[] {
  const names = visibleNames(path);
  const strange = names.find((name) => !/\.(png|jpe?g)$/i.test(name) || !statSync(join(path, name)).isFile());
  if (strange !== undefined) {
    throw fault({
      path: join(path, strange),
      expected: 'a PNG or JPEG file',
      found: 'something else',
      remedy: 'move it elsewhere',
    });
  }
  if (names.length > 0) return names;
  throw fault({
    path,
    expected: 'images of this class',
    found: 'an empty folder',
    remedy: 'add images, or remove the folder',
  });
}

const isNumber = (name: string) => /^\d{1,15}$/.test(name);

/** Folders such as `1` and `01` are one class written twice, or their order is anybody's guess. */
function requireDifferentNumbers(path: string, names: readonly string[]): void {
  const known = new Map<number, string>();
  for (const name of names.filter(isNumber)) {
    const other = known.get(Number(name));
    known.set(Number(name), name);
    if (other === undefined) continue;
    const expected = 'class folders of different numbers';
    throw fault({ path, expected, found: `'${other}' and '${name}'`, remedy: 'join the two, or rename one' });
  }
}

/** Whole numbers by their value. */
function inClassOrder(names: readonly string[]): string[] {
  return names.every(isNumber) ? names.toSorted((a, b) => Number(a) - Number(b)) : [...names];
}

/** A note if other tools order these class folders differently; otherwise none. */
export function classOrderNotes(classes: readonly string[]): string[] {
  const asText = [...classes].sort((a, b) => (a < b ? -1 : 1));
  const asNumbers = classes.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const differs = (order: readonly string[]) => order.findIndex((name, index) => name !== classes[index]);
  const [text, numbers] = [differs(asText), differs(asNumbers)];
  if (text >= 0) {
    const rest = 'torchvision and Keras order these folders as text: a model trained with them needs "classes"';
    return [`classes are in the order of their folders' numbers, ${list(classes)}; ${rest}`];
  }
  const isNumbered = classes.some((name) => /\d/.test(name)) && numbers >= 0;
  if (!isNumbered) return [];
  return [
    `classes are in the order of their folders' names as text, ${list(classes)}: check that the model's outputs have the same order`,
  ];
}

function list(names: readonly string[]): string {
  return names.length <= 12 ? names.join(', ') : `${names.slice(0, 12).join(', ')}, ...`;
}

/** Ignores files created by desktop environments. */
function visibleNames(path: string): string[] {
  const leftovers = ['thumbs.db', 'desktop.ini'];
  return readdirSync(path)
    .filter((name) => !name.startsWith('.') && !leftovers.includes(name.toLowerCase()))
    .sort((a, b) => (a < b ? -1 : 1));
}

function fault(parts: { path: string; expected: string; found: string; remedy: string }): UserError {
  const { path: where, ...rest } = parts;
  return new UserError({ where, ...rest });
}
