import { Command } from 'commander';
import { InputError } from '../engine/errors.ts';

/** `poolwise completion`: a script that makes a shell complete commands, options, families, links and samplers. */
export function completionCommand(): Command {
  return new Command('completion')
    .description('print a script that completes poolwise in a shell')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText(
      'after',
      `
Examples:
  poolwise completion bash >> ~/.bashrc
  poolwise completion zsh > ~/.zfunc/_poolwise      (a folder of $fpath)
  poolwise completion fish > ~/.config/fish/completions/poolwise.fish`,
    )
    .action(async (shell: string, _: unknown, command: Command) => {
      const { completionScripts: scripts } = await import('./completionScripts.ts');
      if (!Object.hasOwn(scripts, shell))
        throw new InputError(`completion: no shell "${shell}" (have: ${Object.keys(scripts).join(', ')})`);
      process.stdout.write(scripts[shell](command.parent?.commands ?? []));
    });
}
