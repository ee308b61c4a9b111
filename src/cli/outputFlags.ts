import type { Command } from 'commander';

/** Where results go: `--json`, `--out`, `--force` and `--quiet`, for every command that has results. */
export function addOutputFlags(
  command: Command,
  words: { readonly json: string; readonly out: string; readonly quiet: string },
): Command {
  return command
    .option('--json <file>', words.json)
    .option('--out <folder>', words.out)
    .option('--force', 'replace what stands where --json or --out point, whoever wrote it')
    .option('--quiet', words.quiet);
}
