import type { Model } from '../../models/glmm.ts';
import { type BootstrapRatio, bootstrapRatio, checkReplicates } from '../../models/likelihood/bootstrap.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import type { Producer } from '../queue/producer.ts';
import {
  formatRatioFile,
  type NestedPair,
  nestedPairs,
  ratioTable,
  ratioText,
} from '../report/ratioTable.ts';
import { laplaceForecast } from '../run/forecast.ts';
import { interruption } from './interrupt.ts';
import { admit, smallerModel } from './limits.ts';
import type { LrtOptions } from './lrtOptions.ts';
import { checkOutputs, deliver } from './outputs.ts';
import { announce } from './phase.ts';
import { checkQueue, identityOf, withQueue } from './queueFlags.ts';
import { occasionally } from './replicateProgress.ts';
import { terminalWidth } from './terminal.ts';

/** Fits every model by maximum likelihood and tests each against the next smaller; 2 where one did not converge. */
export async function runLrt(data: string, models: readonly Model[], options: LrtOptions): Promise<number> {
  const { quadrature, bootstrap } = options;
  checkQueue('lrt', options);
  if (bootstrap !== undefined) checkReplicates(bootstrap);
  await checkOutputs(options, 'compare', [data]);
  const fits = models.map((model) => {
    admit(laplaceForecast(model.program), smallerModel, options);
    return laplace(model, { quadrature });
  });
  announce(null);
  const pairs = nestedPairs(fits);
  const what = { what: `lrt ${models.map(({ formula }) => formula).join(', ')}`, of: identityOf(options) };
  const bootstraps = await withQueue(options, what, (producer) => bootstrapsOf(pairs, options, producer));
  const rows = ratioTable(pairs, bootstraps);
  const lost = fits.filter(({ certificate }) => !certificate.converged);
  await deliver(options, {
    kind: 'compare',
    text: ratioText(rows, terminalWidth()),
    json: () => formatRatioFile(rows),
    files: async () => new Map(),
    doubt:
      lost.length === 0 ? null : `did not converge: ${lost.map(({ model }) => model.formula).join('; ')}`,
  });
  return lost.length === 0 ? 0 : 2;
}

/** A test of each pair by parametric bootstrap, here or by the workers of a queue; none where none is asked for. */
async function bootstrapsOf(
  pairs: readonly NestedPair[],
  { bootstrap: replicates, seed, quiet }: LrtOptions,
  producer: Producer | null,
): Promise<BootstrapRatio[]> {
  if (replicates === undefined) return [];
  const settings = {
    ...{ replicates, seed },
    ...(quiet === true ? {} : { onProgress: occasionally('bootstrap') }),
  };
  if (producer === null) return pairs.map(({ small, large }) => bootstrapRatio(small, large, settings));
  const { bootstrapRatioByQueue } = await import('../queue/bootstrapByQueue.ts');
  const found: BootstrapRatio[] = [];
  for (const pair of pairs)
    found.push(await bootstrapRatioByQueue(producer, pair, { ...settings, signal: interruption }));
  return found;
}
