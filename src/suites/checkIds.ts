import type { JsonFault } from '../base/jsonDocument.js';
import { type RawObject, textsIn } from './rawSuite.js';

/** Ids of models and ids of attacks are unique. */
export function checkIds(suite: RawObject): JsonFault[] {
  return ['models', 'attacks'].flatMap((list) => {
    const first = new Map<string, number>();
    return textsIn(suite, list, 'id').flatMap(({ value: id, path }) => {
      const earlier = first.get(id);
      if (earlier === undefined) {
        first.set(id, path[1] as number);
        return [];
      }
      const found = `${JSON.stringify(id)}, the id of /${list}/${earlier}`;
      return [{ path, expected: 'a unique id', found, remedy: 'give each a different id' }];
    });
  });
}
