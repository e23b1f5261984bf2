import { UserError } from '../base/errors.js';

/** A flag of the current command, by its long name without dashes. */
export interface FlagName {
  readonly name: string;
  readonly takesValue: boolean;
}

/**
 * In `npm run eval suite.json --limit 10`, npm takes --limit and passes its value to the program as a stray argument, so the run
 * would silently do something else. npm sets the environment variable `npm_config_limit`; if it is present, throws an error with
 * the correct command. `words` are the command's arguments.
 */
export function refuseSwallowedFlags(
  flags: readonly FlagName[],
  { words, env }: { readonly words: readonly string[]; readonly env: NodeJS.ProcessEnv },
): void {
  const script = env.npm_lifecycle_event;
  if (script === undefined) return;
  const traceOf = ({ name }: FlagName) => env[`npm_config_${name.replaceAll('-', '_')}`] ?? '';
  const given = (name: string) => words.some((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  const swallowed = flags.filter((flag) => traceOf(flag) !== '' && !given(flag.name));
  if (swallowed.length === 0) return;
  const [first = '', ...others] = words;
  const stray = [...others];
  const meant = swallowed.map((flag) => {
    const value = traceOf(flag) === 'true' && flag.takesValue ? (stray.shift() ?? '<value>') : traceOf(flag);
    return flag.takesValue ? `--${flag.name} ${value}` : `--${flag.name}`;
  });
  const rest = [first, ...stray, ...meant].join(' ');
  throw new UserError({
    where: swallowed.map(({ name }) => `--${name}`).join(', '),
    expected: 'flags after a --; otherwise npm takes them for itself',
    found: `npm run ${script} ${rest}`,
    remedy: `npm run ${script} -- ${rest}`,
  });
}
