import type { CommandWords, FlagWords } from './completionWords.js';

export const shells = ['bash', 'zsh', 'fish'] as const;

/** The completion script of each shell: commands, flags, their values; other words are completed as file names. */
export const completionScripts: Readonly<
  Record<(typeof shells)[number], (commands: readonly CommandWords[]) => string>
> = {
  bash: (commands) => `_rapa() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}" command="\${COMP_WORDS[1]}" words=
  COMPREPLY=()
  if [ "$word" = = ]; then
    word=
  elif [ "$before" = = ]; then
    before="\${COMP_WORDS[COMP_CWORD - 2]}"
  fi
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${quoted(outerNames(commands).join(' '))} -- "$word"))
    return
  fi
  if [ "$COMP_CWORD" -gt 2 ]; then
    case "$command \${COMP_WORDS[2]}" in
      ${innerPatterns(commands)}) command="$command \${COMP_WORDS[2]}" ;;
    esac
  fi
  case "$command $before" in
${valuedFlags(commands)
  .map(
    ({ pattern, values }) =>
      `    ${pattern}) ${values.length === 0 ? ':' : `COMPREPLY=($(compgen -W ${quoted(values.join(' '))} -- "$word"))`}; return ;;`,
  )
  .join('\n')}
  esac
  case "$command" in
${commands
  .map(({ path, words, flags }) => {
    const longs = flags.map(({ long }) => long).join(' ');
    const choose = `[[ $word == -* ]] && words=${quoted(longs)} || words=${quoted(words.join(' '))}`;
    return `    ${quoted(path)}) ${choose} ;;`;
  })
  .join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -o bashdefault -F _rapa rapa
`,
  zsh: (commands) => `#compdef rapa
_rapa() {
  local -a described
  if (( CURRENT == 2 )); then
    described=(
${commands
  .filter(isOuter)
  .map(({ path, description }) => `      ${described(path, description)}`)
  .join('\n')}
    )
    _describe command described
    return
  fi
  local command="$words[2]"
  if (( CURRENT > 3 )); then
    case "$command $words[3]" in
      ${innerPatterns(commands)}) command="$command $words[3]" ;;
    esac
  fi
  case "$command $words[CURRENT-1]" in
${valuedFlags(commands)
  .map(
    ({ pattern, values }) =>
      `    ${pattern}) ${values.length === 0 ? '_files' : `compadd -- ${values.map(quoted).join(' ')}`}; return ;;`,
  )
  .join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then
    case "$command" in
${commands
  .map(
    ({ path, flags }) =>
      `      ${quoted(path)}) described=(${flags.map(({ long, description }) => described(long, description)).join(' ')}) ;;`,
  )
  .join('\n')}
    esac
    _describe -o flag described
    return
  fi
  case "$command" in
${commands
  .filter(({ words }) => words.length > 0)
  .map(({ path, words }) => `    ${quoted(path)}) compadd -- ${words.map(quoted).join(' ')} ;;`)
  .join('\n')}
  esac
  _files
}
if [ "$funcstack[1]" = _rapa ]; then _rapa "$@"; else compdef _rapa rapa; fi
`,
  fish: (commands) =>
    commands
      .flatMap((command) => {
        const { path, description, words, flags } = command;
        const within = `-n ${quoted(
          path
            .split(' ')
            .map((name) => `__fish_seen_subcommand_from ${name}`)
            .join('; and '),
        )}`;
        return [
          ...(isOuter(command)
            ? [`complete -c rapa -f -n __fish_use_subcommand -a ${path} -d ${quoted(description)}`]
            : []),
          ...words.map((word) => `complete -c rapa ${within} -a ${quoted(word)}`),
          ...flags.map((flag) => `complete -c rapa ${within} ${fishFlag(flag)}`),
        ];
      })
      .join('\n')
      .concat('\n'),
};

function fishFlag({ long, short, description, takesValue, values }: FlagWords): string {
  const names = `-l ${long.slice(2)}${short === undefined ? '' : ` -s ${short.slice(1)}`}`;
  const value = values.length > 0 ? ` -x -a ${quoted(values.join(' '))}` : takesValue ? ' -r' : '';
  return `${names}${value} -d ${quoted(description)}`;
}

function isOuter({ path }: CommandWords): boolean {
  return !path.includes(' ');
}

function outerNames(commands: readonly CommandWords[]): string[] {
  return commands.filter(isOuter).map(({ path }) => path);
}

/** Commands inside others, as the pattern of a case. */
function innerPatterns(commands: readonly CommandWords[]): string {
  return commands
    .filter((command) => !isOuter(command))
    .map(({ path }) => quoted(path))
    .join('|');
}

/** Flags with a value after each command, as the pattern of a case. */
function valuedFlags(commands: readonly CommandWords[]) {
  return commands.flatMap(({ path, flags }) =>
    flags
      .filter(({ takesValue }) => takesValue)
      .map(({ long, short, values }) => {
        const names = short === undefined ? [long] : [long, short];
        return { pattern: names.map((name) => quoted(`${path} ${name}`)).join('|'), values };
      }),
  );
}

/** For zsh's `_describe`, which ends a word at a colon. */
function described(word: string, description: string): string {
  return quoted(`${word.replaceAll(':', '\\:')}:${description}`);
}

/** For a shell, in single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
