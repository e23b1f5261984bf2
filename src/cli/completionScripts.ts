/** What can follow a command. */
export interface CommandWords {
  readonly name: string;
  readonly description: string;
  /** Commands inside it. */
  readonly words: readonly string[];
  /** Long names of its flags. */
  readonly flags: readonly string[];
}

export const shells = ['bash', 'zsh', 'fish'] as const;

/** The completion script of each shell; other words are completed as file names. */
export const completionScripts: Readonly<
  Record<(typeof shells)[number], (commands: readonly CommandWords[]) => string>
> = {
  bash: (commands) => `_rapa() {
  local word="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')}" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${commands.map((command) => `    ${command.name}) COMPREPLY=($(compgen -W "${following(command)}" -- "$word")) ;;`).join('\n')}
  esac
}
complete -o default -o bashdefault -F _rapa rapa
`,
  zsh: (commands) => `#compdef rapa
_rapa() {
  if (( CURRENT == 2 )); then
    local -a commands=(
${commands.map(({ name, description }) => `      ${quoted(`${name}:${description}`)}`).join('\n')}
    )
    _describe command commands
    return
  fi
  case "$words[2]" in
${commands.map((command) => `    ${command.name}) compadd -- ${following(command)} ;;`).join('\n')}
  esac
  _files
}
compdef _rapa rapa
`,
  fish: (commands) =>
    commands
      .flatMap(({ name, description, words, flags }) => [
        `complete -c rapa -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
        ...words.map((word) => `complete -c rapa -n '__fish_seen_subcommand_from ${name}' -a ${word}`),
        ...flags.map((flag) => `complete -c rapa -n '__fish_seen_subcommand_from ${name}' -l ${flag.slice(2)}`),
      ])
      .join('\n')
      .concat('\n'),
};

function following({ words, flags }: CommandWords): string {
  return [...words, ...flags, '--help'].join(' ');
}

/** For a shell, in single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
