import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { choiceOf, count, defineAttack, defineMetric } from '../../src/api/plugin.js';
import { checkDefinition } from '../../src/plugins/checkDefinition.js';
import type { AttackDefinition } from '../../src/plugins/definitions.js';
import { pluggedAttack } from '../../src/plugins/pluggedAttack.js';
import { pluginHash } from '../../src/plugins/pluginHash.js';

const plugin = { path: '/a/b.mjs', file: './b.mjs', sha256: 'a'.repeat(64) };

const ascent = defineAttack({
  kind: 'ascent',
  description: 'Ascends.',
  norms: ['l2', 'linf'],
  parameters: {
    steps: count({ description: 'Steps', default: 4 }),
    loss: choiceOf(['margin', 'crossEntropy'], { description: 'Loss', default: 'margin' }),
  },
  // Types follow from the parameters: this compiles only if steps is a number and loss one of two names.
  passes: ({ steps }) => ({ gradients: 2 * steps, once: { forwards: 3 } }),
  sentence: ({ steps, loss, norm }) =>
    `${steps.toFixed(0)} steps, ${loss satisfies 'margin' | 'crossEntropy'}, ${norm}.`,
  perturb: ({ pixels }) => pixels,
});

describe('defineAttack', () => {
  const { kind, resolve } = pluggedAttack(checkDefinition('./b.mjs', ascent) as unknown as AttackDefinition, plugin);

  it('gives a kind with norm, own parameters and draws', () => {
    expect(Object.keys(kind.parameters)).toEqual(['norm', 'steps', 'loss', 'eot']);
    expect(kind.perturbations).toEqual([
      { kind: 'ball', norm: 'l2' },
      { kind: 'ball', norm: 'linf' },
    ]);
  });

  it('resolves settings to data that describe themselves: sentence, norm, and passes of one draw', () => {
    const settings = resolve({ steps: 7 });
    expect(settings).toEqual({
      ...{ kind: 'ascent', norm: 'l2', steps: 7, loss: 'margin', eot: 1 },
      plugin: {
        ...{ file: './b.mjs', sha256: plugin.sha256, title: 'ascent', sentence: '7 steps, margin, l2.', norm: 'l2' },
        ...{ usesGradients: true, gradients: 14 },
        passes: { once: { forward: 3, backward: 0 }, perPoint: { forward: 14, backward: 14 } },
      },
    });
    expect(JSON.parse(JSON.stringify(settings))).toEqual(settings);
  });

  it('is refused where fields are missing or of other types, and takes no name twice', () => {
    expect(() => checkDefinition('./m.mjs', { ...ascent, perturb: 3 })).toThrow(/attack ascent, perturb\n.*function/);
    expect(() => checkDefinition('./m.mjs', { ...ascent, kind: 'fgsm' })).toThrow(/attack fgsm, kind\n.*free/);
    expect(() => checkDefinition('./m.mjs', { ...ascent, norms: ['rms'] })).toThrow(/norms\n.*linf, l2, l1, l0/);
    const metric = defineMetric({ name: 'gap', description: 'Taken.', compute: () => null });
    expect(() => checkDefinition('./m.mjs', metric)).toThrow(/metric gap, name/);
  });
});

describe('the hash of a plug-in', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rapa-hash-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

  it('changes with its file and with everything that it imports by relative paths, and with nothing else', () => {
    write('a.mjs', "import { b } from './b.mjs'; export default b;");
    write('b.mjs', "import data from './c.json' with { type: 'json' }; export const b = data;");
    write('c.json', '1');
    write('other.mjs', '');
    const first = pluginHash(join(folder, 'a.mjs'));
    const hashWith = (name: string, text: string) => {
      write(name, text);
      return pluginHash(join(folder, 'a.mjs'));
    };
    expect(hashWith('other.mjs', '// changed')).toBe(first);
    const second = hashWith('c.json', '2');
    const third = hashWith('b.mjs', "import data from './c.json' with { type: 'json' }; export const b = [data];");
    expect(new Set([first, second, third]).size).toBe(3);
    expect(hashWith('c.json', '1')).not.toBe(third);
  });
});
