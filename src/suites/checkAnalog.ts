import { describeJson } from '../base/describeJson.js';
import type { JsonFault } from '../base/jsonDocument.js';
import { type AnalogDeviceName, analogTimes } from '../contract/analog.js';
import { isDecomposed } from './checkDecompose.js';
import { entriesOf, objectOf, type RawObject } from './rawSuite.js';
import { analogVariants, convertersOf } from './resolveAnalog.js';
import { addedEndings } from './resolveDecomposition.js';

/** Longest id of a suite's model. */
const longestId = 100;

/** Checks that a model is not on analog arrays and decomposed at once, and that the ids of its chips and times are free. */
export function checkAnalog(suite: RawObject): JsonFault[] {
  const models = entriesOf(suite, 'models').map(({ value, path }) => ({ model: objectOf(value), path }));
  const written = models.map(({ model }) => model.id);
  return models.flatMap(({ model, path }): JsonFault[] => {
    if (model.analog === undefined) return [];
    const { chip, chips } = objectOf(model.analog);
    const at = [...path, 'analog'];
    const faults: JsonFault[] = [];
    if (isDecomposed(model))
      faults.push({ path: at, expected: 'decompose or analog', found: 'both', remedy: 'remove one of the two' });
    if (chip !== undefined && chips !== undefined) {
      const remedy = 'keep "chip" for one chip by its number, or "chips" for the first n';
      faults.push({ path: at, key: 'chips', expected: '"chip" or "chips"', found: 'both', remedy });
    }
    faults.push(...timeFaults(objectOf(model.analog), at));
    faults.push(...converterFaults(objectOf(model.analog), at));
    for (const id of analogIds(model)) {
      if (id.length > longestId) {
        const expected = `an id of at most ${longestId} characters with the chip and time that are appended`;
        faults.push({ path: [...path, 'id'], expected, found: describeJson(id), remedy: 'shorten the id' });
      } else if (id !== model.id && written.includes(id)) {
        const expected = `an id that analog does not add to ${String(model.id)}`;
        faults.push({ path: [...path, 'id'], expected, found: describeJson(id), remedy: 'choose another id' });
      }
    }
    return faults;
  });
}

/** Times that the device has no figures for. */
function timeFaults({ device, time = 0 }: RawObject, path: JsonFault['path']): JsonFault[] {
  const known = analogTimes[device as AnalogDeviceName];
  const unknown = [time].flat().filter((seconds) => typeof seconds === 'number' && known?.includes(seconds) === false);
  return unknown.map((seconds) => ({
    ...{ path, key: 'time', found: `${seconds} s` },
    expected: `a time that ${String(device)} has figures for: ${known!.join(', ')} s`,
    remedy: 'keep only these times, or use "pcm", "hermes1" or "hermes2"',
  }));
}

/** Settings of converters that contradict each other, or would have no effect. */
function converterFaults(written: RawObject, path: JsonFault['path']): JsonFault[] {
  const converters = convertersOf(written as Parameters<typeof convertersOf>[0]);
  const { inputRange, boundManagement } = written;
  const isConstant = converters?.noiseManagement === 'constant';
  const isBounded = converters?.outputBound !== undefined;
  const faults: JsonFault[] = [];
  const fault = (key: string, expected: string, [found, remedy]: readonly [string, string]) =>
    faults.push({ path, key, expected, found, remedy });
  if (converters?.outputBits !== undefined && !isBounded)
    fault('outputBits', '"outputBound" with "outputBits"', ['none', 'add "outputBound", e.g. 10']);
  if (isConstant && inputRange === undefined)
    fault('noiseManagement', '"inputRange" with a constant scale of the inputs', [
      'none',
      'add "inputRange", a number or one for each layer',
    ]);
  if (!isConstant && inputRange !== undefined)
    fault('inputRange', 'noiseManagement "constant" with "inputRange"', [
      'a scale by the largest input',
      'remove "inputRange", or set noiseManagement',
    ]);
  if (boundManagement === 'iterative' && !isBounded)
    fault('boundManagement', '"outputBound" with boundManagement "iterative"', ['none', 'add "outputBound", e.g. 10']);
  return faults;
}

/** The ids of a suite's models in results, each once, without the networks that decompositions add. */
export function evaluatedIds(suite: RawObject): string[] {
  return [...new Set(entriesOf(suite, 'models').flatMap(({ value }) => analogIds(objectOf(value))))];
}

/** The same with the mean and the reduced network of each decomposed model. */
export function resultIds(suite: RawObject): string[] {
  const decomposed = entriesOf(suite, 'models')
    .map(({ value }) => objectOf(value))
    .filter(isDecomposed);
  const added = decomposed.flatMap(({ id }) =>
    [addedEndings.mean, addedEndings.norm].map((end) => `${String(id)}${end}`),
  );
  return [...new Set([...evaluatedIds(suite), ...added])];
}

/** The ids that a model of a suite has in results: one for each chip and time. Of an invalid model whatever can be told. */
function analogIds(model: RawObject): string[] {
  if (typeof model.id !== 'string') return [];
  if (model.analog === undefined) return [model.id];
  const { chips, time } = objectOf(model.analog);
  const times = [time ?? 0].flat().filter((seconds) => typeof seconds === 'number');
  const count = Number.isInteger(chips) && Number(chips) >= 1 && Number(chips) <= 100 ? Number(chips) : 1;
  return analogVariants({ device: 'ideal', time: times, ...(count === 1 ? {} : { chips: count }) }).map(
    ({ ending }) => `${model.id}${ending}`,
  );
}
