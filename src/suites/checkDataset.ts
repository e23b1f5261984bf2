import type { JsonFault } from '../base/jsonDocument.js';
import { datasetNames } from '../contract/suite.js';
import { objectOf, type RawObject } from './rawSuite.js';

/** Only imageFolder has a path and an orientation; data sets of plug-ins may have a path. */
export function checkDataset(suite: RawObject): JsonFault[] {
  const { name, path, orientation } = objectOf(suite.dataset);
  if (name === 'imageFolder' && path === undefined) {
    return [
      {
        path: ['dataset'],
        expected: 'the key "path", because the data set is an imageFolder',
        found: 'an imageFolder without it',
        remedy: 'name the folder with one folder per class, relative to the suite file',
      },
    ];
  }
  if (name === 'imageFolder' || !datasetNames.some((known) => known === name)) return [];
  const faults: JsonFault[] = [];
  if (orientation !== undefined) {
    faults.push({
      path: ['dataset'],
      key: 'orientation',
      expected: `no orientation, because ${JSON.stringify(name)} has no EXIF data`,
      found: 'the key "orientation"',
      remedy: 'remove it',
    });
  }
  if (path !== undefined) {
    faults.push({
      path: ['dataset'],
      key: 'path',
      expected: `no path, because ${JSON.stringify(name)} is found by name`,
      found: 'the key "path"',
      remedy: 'remove it and name the folder with --data-dir or RAPA_DATA_DIR, or use "imageFolder"',
    });
  }
  return faults;
}
