import { predictiveCheck } from '../../models/checks/predictiveCheck.ts';
import {
  modelCheck,
  modelCheckJson,
  modelCheckText,
  predictiveJson,
  priorCheckText,
} from '../report/modelCheck.ts';
import { openFit } from '../report/stored/openFit.ts';
import { judge } from './judge.ts';
import { terminalWidth } from './terminal.ts';

/** As the command line has them. */
export interface CheckModelFlags {
  readonly json?: boolean;
  readonly seed: string;
  readonly prior?: boolean;
}

/** Prints whether the model of a stored fit makes data like those it was fitted to. The exit code is as `judge` has it. */
export async function runCheckModel(path: string, flags: CheckModelFlags): Promise<number> {
  const { json = false, seed, prior = false } = flags;
  const fit = await openFit(path, 'check');
  const write = (object: () => unknown, text: () => string): void =>
    void process.stdout.write(json ? `${JSON.stringify(object(), null, 1)}\n` : text());
  if (prior) {
    const drawn = predictiveCheck(fit, { from: 'prior', seed });
    write(
      () => predictiveJson(drawn),
      () => priorCheckText(drawn, terminalWidth()),
    );
    return 0; // of the model alone, whatever the draws are worth
  }
  const found = modelCheck(fit, seed);
  write(
    () => modelCheckJson(found),
    () => modelCheckText(found, terminalWidth()),
  );
  return judge(fit);
}
