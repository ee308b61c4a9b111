import { brokenOutput } from './commandThread.ts';
import { describeFault } from './fault.ts';
import { isQuickFile } from './fileSize.ts';

/** Options of a fit that writes, waits for others, or goes on from a fit that it writes to. */
const lasting = ['--out', '--json', '--queue', '--resume', '--extend'];

/**
 * Whether a command runs on the program's first thread, since starting another one takes a tenth of such a fit: help, and a fit of a
 * small file that writes no files. A signal ends it by itself, and there is nothing to clear away.
 */
export function runsHere(argv: readonly string[]): boolean {
  if (argv.length === 0 || argv.some((word) => word === '--help' || word === '--version')) return true;
  const [command, data] = argv;
  return command === 'fit' && data !== undefined && !argv.some(lasts) && isQuickFile(data);
}

function lasts(word: string): boolean {
  return lasting.some((option) => word === option || word.startsWith(`${option}=`));
}

/** Runs a command on this thread, and returns its exit code, as `runInThread` does. */
export async function runHere(argv: readonly string[]): Promise<number> {
  let broken: string | null = null;
  process.stdout.on('error', (error) => {
    broken ??= brokenOutput(error);
  });
  process.stderr.on('error', () => {});
  try {
    const { runProgram } = await import('./program.ts');
    const code = await runProgram(argv);
    await new Promise<void>((resolve) => process.stdout.write('', () => resolve())); // by then it is known what cannot be written
    if (broken === null || code === 1) return code;
    process.stderr.write(`${broken}\n`);
    return code === 0 || code === 2 ? 1 : code;
  } catch (error) {
    process.stderr.write(`${describeFault(error)}\n`);
    return 3;
  }
}
