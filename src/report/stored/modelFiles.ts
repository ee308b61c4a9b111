import type { Fingerprint } from '../../../models/fingerprint.ts';
import type { Model } from '../../../models/glmm.ts';
import { matrixParquet } from '../../data/matrixParquet.ts';
import type { Marks } from '../../data/parquetBytes.ts';
import { sumsParquet } from '../../data/sumsParquet.ts';
import { tableParquet } from '../../data/tableParquet.ts';

/** What a file of a fit is marked with. */
export function marksOfFit(fingerprint: Fingerprint | undefined): Marks {
  return fingerprint === undefined
    ? {}
    : { 'poolwise.model': fingerprint.model, 'poolwise.run': fingerprint.run };
}

/** The other way round. */
export function fingerprintOfMarks(marks: Marks): Fingerprint | undefined {
  const [model, run] = [marks['poolwise.model'], marks['poolwise.run']];
  return model === undefined || run === undefined ? undefined : { model, run };
}

/** Files of what a model was declared on: the columns that it reads, and its matrices where it has some. */
export function modelFiles(
  { declaration: { table, options }, summed }: Model,
  fingerprint: Fingerprint | undefined,
): (readonly [name: string, content: Uint8Array])[] {
  const marks = marksOfFit(fingerprint);
  const { cov = {} } = options;
  return [
    summed === undefined
      ? ['data.parquet', tableParquet(table, marks)]
      : ['sums.parquet', sumsParquet(summed, marks)],
    ...(Object.keys(cov).length === 0 ? [] : [['matrices.parquet', matrixParquet(cov, marks)] as const]),
  ];
}
