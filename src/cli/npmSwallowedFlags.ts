import { UserError } from '../base/errors.js';

/**
 * `npm run eval suite.json --limit 10` hands --limit to npm, not to us: the run would quietly do something else. npm
 * leaves a trace in the environment as `npm_config_limit`; this throws the command that works instead.
 */
export function refuseSwallowedFlags(
  flags: readonly string[],
  { argv, env }: { readonly argv: readonly string[]; readonly env: NodeJS.ProcessEnv },
): void {
  const script = env.npm_lifecycle_event;
  if (script === undefined) return;
  const swallowed = flags.filter((flag) => {
    const value = env[`npm_config_${flag.replaceAll('-', '_')}`];
    return (
      value !== undefined && value !== '' && !argv.some((word) => word === `--${flag}` || word.startsWith(`--${flag}=`))
    );
  });
  if (swallowed.length === 0) return;
  const found = swallowed.map((flag) => {
    const value = env[`npm_config_${flag.replaceAll('-', '_')}`]!;
    return value === 'true' ? `--${flag}` : `--${flag} ${value}`;
  });
  throw new UserError({
    where: swallowed.map((flag) => `--${flag}`).join(', '),
    expected: 'flags after a --, or else npm keeps them for itself',
    found: `npm run ${script} ${[...argv.slice(1), ...found].join(' ')}`,
    remedy: `npm run ${script} -- ${[...argv.slice(1), ...found].join(' ')}`,
  });
}
