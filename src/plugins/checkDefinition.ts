import { attackKinds } from '../attackKinds/attackKinds.js';
import { UserError } from '../base/errors.js';
import { modelFormats } from '../contract/modelReading.js';
import { assertionMetrics, datasetNames } from '../contract/suite.js';
import { type PluginPart, pluginNorms, pluginParts, pluginTag, type Tagged } from './definitions.js';

/** Key of the name of each part, the names that are taken, and the fields: `?` marks those that may be left out. */
const forms = {
  attack: {
    key: 'kind',
    taken: Object.keys(attackKinds),
    fields: {
      ...{ description: 'string', passes: 'function', perturb: 'function', 'title?': 'string', 'norms?': 'object' },
      ...{ 'parameters?': 'object', 'derived?': 'object', 'usesGradients?': 'boolean', 'sentence?': 'function' },
    },
  },
  dataset: { key: 'name', taken: datasetNames, fields: { load: 'function' } },
  modelReader: {
    key: 'format',
    taken: modelFormats,
    fields: { recognises: 'function', 'files?': 'function', open: 'function' },
  },
  metric: {
    key: 'name',
    taken: assertionMetrics,
    fields: { description: 'string', compute: 'function', 'title?': 'string' },
  },
} as const satisfies Record<
  PluginPart,
  { readonly key: string; readonly taken: readonly string[]; readonly fields: Readonly<Record<string, string>> }
>;

/** The name of a definition. */
export function nameOf(definition: Tagged): string {
  const { key } = forms[definition[pluginTag]];
  return (definition as unknown as Readonly<Record<string, string>>)[key]!;
}

/** A definition in words: `attack my-attack`. */
export function definitionText(definition: Tagged): string {
  const words = { attack: 'attack', dataset: 'data set', modelReader: 'model format', metric: 'metric' } as const;
  return `${words[definition[pluginTag]]} ${nameOf(definition)}`;
}

/** Checks the form of a marked value. Throws `UserError` that names the plug-in, the definition and the field. */
export function checkDefinition(file: string, value: object): Tagged {
  const part = (value as Tagged)[pluginTag];
  if (!pluginParts.includes(part)) throw fault(file, `one of ${pluginParts.join(', ')}`, String(part));
  const { key, taken, fields } = forms[part];
  const own = value as Readonly<Record<string, unknown>>;
  const name = own[key];
  if (typeof name !== 'string' || !/^[A-Za-z][\w.-]{0,99}$/.test(name)) {
    throw fault(`${file}, ${part}, ${key}`, 'a name of letters, digits, ".", "_" and "-"', JSON.stringify(name));
  }
  const where = `${file}, ${part} ${name}`;
  if (taken.some((other) => other === name)) throw fault(`${where}, ${key}`, 'a name that is free', 'a built-in one');
  for (const [field, type] of Object.entries(fields)) {
    const plain = field.replace('?', '');
    if (plain !== field && own[plain] === undefined) continue;
    const found = own[plain] === null ? 'null' : typeof own[plain];
    if (found !== type) throw fault(`${where}, ${plain}`, `a value of type ${type}`, found);
  }
  const known = [key, ...Object.keys(fields).map((field) => field.replace('?', ''))];
  const stranger = Object.keys(own).find((field) => !known.includes(field));
  if (stranger !== undefined) throw fault(`${where}, ${stranger}`, `one of ${known.join(', ')}`, stranger);
  checkNorms(where, own.norms);
  return value as Tagged;
}

function checkNorms(where: string, norms: unknown): void {
  if (norms === undefined) return;
  const isList = Array.isArray(norms) && norms.length > 0 && norms.every((norm) => pluginNorms.includes(norm));
  if (!isList) throw fault(`${where}, norms`, `a list of ${pluginNorms.join(', ')}`, JSON.stringify(norms));
}

function fault(where: string, expected: string, found: string): UserError {
  return new UserError({ where, expected, found, remedy: 'correct the plug-in; docs/plugins.md lists the fields' });
}
