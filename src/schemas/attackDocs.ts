import type { AttackKind } from '../attackKinds/attackKind.js';
import { attackKinds } from '../attackKinds/attackKinds.js';
import { boundsText, defaultText } from '../attackKinds/parameterWords.js';
import { perturbationKind } from '../perturbations/perturbations.js';

const kinds = Object.values(attackKinds) as readonly AttackKind[];

const tables: Readonly<Record<string, () => string>> = {
  kinds: () =>
    table(
      ['kind', 'what it does', 'parameters (default)', 'source'],
      kinds.map((kind) => [`\`${kind.kind}\``, kind.method, parametersText(kind), kind.source]),
    ),
  parameters: () =>
    table(
      ['kind', 'parameter', 'meaning', 'values', 'default'],
      kinds.flatMap((kind) =>
        Object.entries(kind.parameters).map(([name, { description }]) => [
          `\`${kind.kind}\``,
          `\`${name}\``,
          String(description),
          boundsText(kind, name),
          defaultText(kind, name) ?? 'required',
        ]),
      ),
    ),
  perturbations: () =>
    table(
      ['kind', 'its examples lie in a ball'],
      kinds.map(({ kind, perturbations }) => [
        `\`${kind}\``,
        perturbations.length === 0
          ? 'as for the attacks in it'
          : perturbations.map((own) => perturbationKind(own).words(own)).join(', or '),
      ]),
    ),
  cost: () =>
    table(
      ['kind', 'gradients', 'further forward passes'],
      kinds.map(({ kind, cost }) => [`\`${kind}\``, cost.gradients, cost.forwards]),
    ),
};

/** docs/attacks.md with the parts between `<!-- generated: NAME -->` and `<!-- end -->` generated from the table of kinds. */
export function attackDocs(text: string): string {
  return text.replace(
    /(<!-- generated: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, start: string, name: string, end: string) => {
      const own = tables[name];
      if (own === undefined) throw new Error(`docs/attacks.md asks for a table ${name}, which there is not`);
      return `${start}${own()}${end}`;
    },
  );
}

function parametersText(kind: AttackKind): string {
  const texts = Object.keys(kind.parameters).map((name) => {
    const byDefault = defaultText(kind, name);
    return byDefault === null ? `\`${name}\`` : `\`${name}\` (${byDefault})`;
  });
  return texts.join(', ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return [line(head), `|${'---|'.repeat(head.length)}\n`, ...rows.map(line)].join('');
}
