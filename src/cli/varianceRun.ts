import { bayesR2 } from '../../models/variance/bayesR2.ts';
import { type VarianceScale, varianceShares } from '../../models/variance/varianceShares.ts';
import { openFit } from '../report/stored/openFit.ts';
import { varianceTable } from '../report/varianceTable.ts';
import { judge } from './judge.ts';
import { formatOf, printTable, type TableOutput } from './printTable.ts';

/** As the command line has them. */
export interface VarianceFlags extends TableOutput {
  readonly scale: VarianceScale;
  readonly level: number;
  readonly json?: boolean;
}

/** Prints where a stored fit's variance comes from, and its R2 where outcomes have a variance. The exit code is as `judge` has it. */
export async function runVariance(path: string, flags: VarianceFlags): Promise<number> {
  formatOf(flags);
  const { scale, level } = flags;
  const fit = await openFit(path, 'variance');
  const shares = varianceShares(fit, { scale, level });
  const isCategorical = fit.model.family.chosen.family.chances !== undefined;
  const r2 = isCategorical ? null : bayesR2(fit, { level });
  if (flags.json === true) process.stdout.write(`${JSON.stringify({ ...shares, r2 }, null, 1)}\n`);
  else await printTable(varianceTable(shares, r2), flags, [path]);
  return judge(fit);
}
