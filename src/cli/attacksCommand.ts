import type { AttackKind } from '../attackKinds/attackKind.js';
import { attackKinds } from '../attackKinds/attackKinds.js';
import { boundsText, defaultText } from '../attackKinds/parameterWords.js';
import { exitCodes } from '../base/exitCodes.js';
import { perturbationKind } from '../perturbations/perturbations.js';
import type { AddCommand } from './command.js';
import { fitted, printText } from './terminal.js';

/** `rapa attacks`, also as `rapa help attacks`: all attacks with their parameters, defaults and bounds. */
export const addAttacksCommand: AddCommand = (program, finish) =>
  program
    .command('attacks')
    .description('list the attacks with their parameters, defaults and bounds')
    .addHelpText('after', () => `\n${fitted(attacksText(), process.stdout.columns ?? Number.POSITIVE_INFINITY)}`)
    .action(() => {
      printText(attacksText());
      finish(exitCodes.pass);
    });

function attacksText(): string {
  const kinds = Object.values(attackKinds) as readonly AttackKind[];
  return kinds.map((kind) => `${kindLines(kind).join('\n')}\n`).join('\n');
}

function kindLines(kind: AttackKind): string[] {
  const { description, perturbations, parameters } = kind;
  const bounds = perturbations.map((own) => perturbationKind(own).words(own)).join(', or ');
  return [
    kind.kind,
    `  ${description}`,
    `  Perturbation: ${bounds === '' ? 'as that of the attacks in it' : `a ball ${bounds}`}.`,
    ...Object.entries(parameters).flatMap(([name, schema]) => {
      const byDefault = defaultText(kind, name);
      const values = [boundsText(kind, name), byDefault === null ? 'required' : `default ${byDefault}`];
      return [`  ${name}: ${schema.description}.`, `      ${values.join('; ')}`];
    }),
  ];
}
