import { Value } from '@sinclair/typebox/value';
import { describe, expect, it } from 'vitest';
import { attackKinds } from '../../src/attackKinds/attackKinds.js';
import { leftOutText } from '../../src/attackKinds/parameterWords.js';
import { attackSentences } from '../../src/reports/describeAttack.js';
import { attackSpec } from '../support/attackExample.js';

/** Parameters that have no default, such as suites give them. */
const given: Readonly<Record<string, object>> = {
  transfer: { source: { frozenDraw: 0 }, attack: { kind: 'fgsm' } },
  corruption: { corruption: 'fog' },
  ensemble: { attacks: [{ kind: 'fgsm' }, { kind: 'pgd' }] },
};

describe.each(Object.entries(attackKinds))('the kind %s', (name, kind) => {
  const spec = attackSpec({ ...given[name], kind: kind.kind });

  it('stands in the table under its name, and says what it is in one sentence', () => {
    expect(kind.kind).toBe(name);
    expect(kind.description).toMatch(/^[A-Z][^.]*(\.\d[^.]*)*\.$/);
    expect(attackSentences(spec).startsWith(kind.description.slice(0, 4))).toBe(true);
  });

  it('has a sentence for each parameter, and a default of its type for each that need not be given', () => {
    for (const [parameter, schema] of Object.entries(kind.parameters)) {
      expect(schema.description).toMatch(/^[A-Z][^.]*[^.]$/);
      const isGiven = parameter in (given[name] ?? {});
      const isLeftOut = leftOutText(kind.parameters, parameter) !== null;
      expect(schema.default === undefined && kind.derived[parameter] === undefined).toBe(isGiven || isLeftOut);
      if (isLeftOut) expect(spec).not.toHaveProperty(parameter);
      if (schema.default !== undefined && schema.type !== undefined) {
        expect(Value.Check(schema, schema.default)).toBe(true);
      }
    }
  });

  it('plans passes that grow with the sweep or stay, and needs two classes at least', () => {
    const own = kind as {
      passes: (spec: unknown, sweep: object) => readonly (readonly [string, { forward: number }])[];
    };
    const forward = (points: number) =>
      own.passes(spec, { points, classes: 10, model: 'm' }).reduce((sum, [, passes]) => sum + passes.forward, 0);
    expect(forward(2)).toBeGreaterThanOrEqual(forward(1));
    expect(kind.leastClasses(spec as never)).toBeGreaterThanOrEqual(2);
  });
});
