import type { Command } from 'commander';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { links } from '../../models/families/links.ts';
import { samplerNames } from '../run/plan.ts';

/** Words that an option's value may be, where there are few. */
const values: Readonly<Record<string, readonly string[]>> = {
  '--family': builtinFamilies.map(({ name }) => name),
  '--link': Object.keys(links),
  '--sampler': samplerNames,
  '--metric': ['diagonal', 'dense'],
  '--method': ['ml', 'reml', 'map'],
};

/** A command as a shell completes it. */
interface Completed {
  readonly name: string;
  readonly description: string;
  readonly options: readonly {
    readonly flag: string;
    readonly takesValue: boolean;
    readonly words: string;
  }[];
}

/** The scripts, by shell. */
export const completionScripts: Readonly<Record<string, (commands: readonly Command[]) => string>> = {
  bash: (commands) => bashScript(completed(commands)),
  zsh: (commands) => zshScript(completed(commands)),
  fish: (commands) => fishScript(completed(commands)),
};

function completed(commands: readonly Command[]): Completed[] {
  return commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: command.options.flatMap(({ long, required, description }) =>
      long == null ? [] : [{ flag: long, takesValue: required, words: description }],
    ),
  }));
}

const flagsOf = ({ options }: Completed): string => options.map(({ flag }) => flag).join(' ');

function bashScript(commands: readonly Completed[]): string {
  const byValue = Object.entries(values).map(
    ([flag, words]) => `    ${flag}) COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$cur")); return ;;`,
  );
  const byCommand = commands.map((command) => `    ${command.name}) flags="${flagsOf(command)} --help" ;;`);
  return `_poolwise() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" flags=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')} --help --version" -- "$cur"))
    return
  fi
  case "$previous" in
${byValue.join('\n')}
  esac
  case "\${COMP_WORDS[1]}" in
${byCommand.join('\n')}
  esac
  if [ "\${cur:0:1}" = "-" ]; then COMPREPLY=($(compgen -W "$flags" -- "$cur")); fi
}
complete -o default -F _poolwise poolwise
`;
}

/** Text between single quotes in a shell, without what means something to _arguments. */
const quoted = (text: string): string => text.replace(/[[\]:\\]/g, ' ').replaceAll("'", "'\\''");

function zshScript(commands: readonly Completed[]): string {
  const names = commands.map(({ name, description }) => `    '${name}:${quoted(description)}'`);
  const cases = commands.map(({ name, options }) => {
    const specs = options.map(({ flag, takesValue, words }) => {
      const value = Object.hasOwn(values, flag) ? `:value:(${values[flag].join(' ')})` : ':value:_files';
      return `      '*${flag}[${quoted(words)}]${takesValue ? value : ''}'`;
    });
    return `    ${name}) _arguments \\\n${[...specs, "      '*:file:_files'"].join(' \\\n')} ;;`;
  });
  return `#compdef poolwise
_poolwise() {
  local -a commands
  commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
compdef _poolwise poolwise
`;
}

function fishScript(commands: readonly Completed[]): string {
  const inside = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  const lines = commands.flatMap(({ name, description, options }) => [
    `complete -c poolwise -n __fish_use_subcommand -f -a ${name} -d '${inside(description)}'`,
    ...options.map(({ flag, takesValue, words }) => {
      const value = Object.hasOwn(values, flag) ? ` -x -a '${values[flag].join(' ')}'` : ' -r';
      const seen = `-n '__fish_seen_subcommand_from ${name}'`;
      return `complete -c poolwise ${seen} -l ${flag.slice(2)}${takesValue ? value : ''} -d '${inside(words)}'`;
    }),
  ]);
  return `${lines.join('\n')}\n`;
}
