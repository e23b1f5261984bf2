import { basename, relative } from 'node:path';

/** How a process was started. */
interface Started {
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Changes to a command: flags by all their names. */
interface Changes {
  readonly without?: readonly string[];
  /** Flags that go with their values, as `--flag value`, `--flag=value`, or `--flag` alone where the value is optional. */
  readonly withoutValued?: readonly string[];
  readonly with?: readonly string[];
}

/**
 * The current command as typed (with npm, npx or directly), with some flags removed and others added, ready to paste into the
 * same shell.
 */
export function typedCommand(
  changes: Changes,
  { argv, env }: Started = { argv: process.argv, env: process.env },
): string {
  const script = env.npm_lifecycle_event;
  const isOwnScript = script === 'eval' || script === 'train';
  const typed = argv.slice(isOwnScript ? 3 : 2).filter((word) => !changes.without?.includes(word));
  const words = withoutFlags(typed, changes.withoutValued ?? []);
  const added = (changes.with ?? []).filter((word) => !words.includes(word));
  const npmScript = isOwnScript || script === 'rapa' ? script : undefined;
  return shellCommand([...words, ...added], { argv, env, npmScript });
}

/** Another command of the program, in the way in which this one was called. */
export function commandText(
  words: readonly string[],
  started: Started = { argv: process.argv, env: process.env },
): string {
  const npmScript = started.env.npm_lifecycle_event === 'rapa' ? 'rapa' : undefined;
  return shellCommand(words, { ...started, npmScript });
}

function shellCommand(
  words: readonly string[],
  { argv, env, npmScript }: Started & { readonly npmScript: string | undefined },
): string {
  const kept = words.map((word) => quoted(withoutCredentials(word)));
  if (npmScript === undefined) return [programName(argv[1] ?? 'rapa', env.npm_lifecycle_event), ...kept].join(' ');
  // Without the dashes npm takes flags for itself.
  const dashes = kept.some((word) => word.startsWith('-')) ? ['--'] : [];
  return ['npm run', npmScript, ...dashes, ...kept].join(' ');
}

function withoutFlags(words: readonly string[], flags: readonly string[]): string[] {
  return words.filter((word, at) => {
    const before = words[at - 1];
    const isValue = before !== undefined && flags.includes(before) && !word.startsWith('-');
    return !isValue && !flags.some((flag) => word === flag || word.startsWith(`${flag}=`));
  });
}

/** User and password of an address are shown nowhere. */
function withoutCredentials(word: string): string {
  return word.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/\s]*@/i, '$1***@');
}

function programName(file: string, script: string | undefined): string {
  if (script === 'npx') return 'npx rapa';
  return basename(file) === 'rapa' ? 'rapa' : `node ${quoted(relative(process.cwd(), file))}`;
}

function quoted(word: string): string {
  return /^[\w./:=@,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
