import { basename, dirname, join } from 'node:path';
import { InputError } from '../engine/errors.ts';
import { check } from '../report/check.ts';
import { checkJson, checkText, type HowTo } from '../report/checkText.ts';
import { fitFile, formatFitFile } from '../report/fitFile.ts';
import { beyondCommand } from '../report/reproduce/beyond.ts';
import { fitCommand } from '../report/reproduce/command.ts';
import { folderData } from '../report/reproduce/dataFile.ts';
import { quoted } from '../report/reproduce/shellWords.ts';
import { posteriorFiles } from '../report/stored/fitFolder.ts';
import { loadFolder } from '../report/stored/loadFolder.ts';
import type { Tried } from '../run/check/types.ts';
import { interruption } from './interrupt.ts';
import { decimalNumber } from './numbers.ts';
import { checkOutputs, deliver } from './outputs.ts';

/** As the command line has them. */
export interface CheckFlags {
  readonly tries: string;
  readonly json?: boolean;
  readonly out?: string;
  readonly force?: boolean;
}

/** Prints what is wrong with a stored fit, and keeps the one that a remedy made; 0, or 2 where it should not be trusted as it is. */
export async function runCheck(path: string, flags: CheckFlags): Promise<number> {
  const { json = false, out, force = false } = flags;
  const tries = flags.tries === 'none' ? 'none' : decimalNumber('--tries')(flags.tries);
  if (out !== undefined && tries === 'none')
    throw new InputError('check: --out keeps what a remedy made, and --tries none tries none; leave one out');
  const folder = isFile(path) ? dirname(path) : path;
  const outputs = out === undefined ? {} : { out, force };
  await checkOutputs(outputs, 'fit', [folder]);
  const fit = await loadFolder(path, {}, 'check');
  const found = await check(fit, { tries, signal: interruption });
  const text = json ? checkJson(found) : checkText(found, howTo(folder, fit.file));
  const better = found.tried.find(isHelp);
  if (out === undefined || better === undefined) {
    process.stdout.write(text);
    if (out !== undefined)
      process.stderr.write(
        `check: nothing was written to "${out}": ${found.trusted ? 'there was nothing to mend' : 'no remedy helped'}\n`,
      );
    return found.trusted ? 0 : 2;
  }
  const file = fitFile(better.fit, fit.file.level);
  await deliver(outputs, {
    kind: 'fit',
    text,
    json: () => formatFitFile(file),
    files: async () => posteriorFiles(file, better.fit),
    doubt: null,
  });
  return 2;
}

const isFile = (path: string): boolean => ['fit.json', 'laplace.json'].includes(basename(path));

function isHelp(tried: Tried): tried is Extract<Tried, { kind: 'run' }> {
  return tried.kind === 'run' && tried.trusted;
}

/** The command that draws what was tried, where a command can say the model; else the call of a script. */
function howTo(folder: string, file: Awaited<ReturnType<typeof loadFolder>>['file']): HowTo {
  const { declaration } = file;
  return ({ how }) => {
    if (how.kind === 'extend') {
      const [[name, value]] = Object.entries(how.options);
      return `poolwise extend ${quoted(folder)} --${name} ${value}`;
    }
    return declaration === undefined || beyondCommand(declaration).length > 0
      ? `in the script of the model: sample(model, ${JSON.stringify(how.options)})`
      : fitCommand(declaration, { name: join(folder, folderData.name) }, how.options).join(' ');
  };
}
