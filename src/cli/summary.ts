import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';

/** `poolwise summary`: the summary of a stored fit, judged anew. */
export function summaryCommand(done: (code: number) => void): Command {
  return new Command('summary')
    .description('print the summary of a stored fit')
    .argument('<fit>', 'a fit.json, or the folder that holds one')
    .option('--json', 'print the fit file instead')
    .action(async (path: string, options: { json?: boolean }) => {
      const { formatFitFile } = await import('../report/fitFile.ts');
      const { verdictOf } = await import('../report/fitVerdict.ts');
      const { readFitFile } = await import('../report/readFitFile.ts');
      const { summaryText } = await import('../report/summaryText.ts');
      const isFolder = await stat(path).then(
        (s) => s.isDirectory(),
        () => false,
      );
      const file = await readFitFile(isFolder ? join(path, 'fit.json') : path);
      if (isFolder) {
        const { checkOneFit } = await import('../report/oneFit.ts');
        await checkOneFit(path, 'fit.json', file.fingerprint);
      }
      const { ok, text } = verdictOf(file);
      process.stdout.write(options.json === true ? formatFitFile(file) : summaryText(file));
      if (options.json === true && !ok) process.stderr.write(`${text}\n`);
      done(ok ? 0 : 2);
    });
}
