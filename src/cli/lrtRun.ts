import type { Model } from '../../models/glmm.ts';
import { checkReplicates } from '../../models/likelihood/bootstrap.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { formatRatioFile, ratioTable, ratioText } from '../report/ratioTable.ts';
import { laplaceForecast } from '../run/forecast.ts';
import { occasionally } from './bootstrapProgress.ts';
import { admit, smallerModel } from './limits.ts';
import type { LrtOptions } from './lrtOptions.ts';
import { checkOutputs, deliver } from './outputs.ts';
import { announce } from './phase.ts';
import { terminalWidth } from './terminal.ts';

/** Fits every model by maximum likelihood and tests each against the next smaller; 2 where one did not converge. */
export async function runLrt(data: string, models: readonly Model[], options: LrtOptions): Promise<number> {
  const { quadrature, bootstrap, seed, quiet } = options;
  if (bootstrap !== undefined) checkReplicates(bootstrap);
  await checkOutputs(options, 'compare', [data]);
  const fits = models.map((model) => {
    admit(laplaceForecast(model.program), smallerModel, options);
    return laplace(model, { quadrature });
  });
  announce(null);
  const onProgress = quiet === true ? {} : { onProgress: occasionally() };
  const rows = ratioTable(
    fits,
    bootstrap === undefined ? null : { replicates: bootstrap, seed, ...onProgress },
  );
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
