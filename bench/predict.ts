/**
 * Predictions of the hospital's 8525 rows from 4000 draws, summarised: mean, sd, median and interval of the mean scale. Seconds of one
 * core (CPU time, which other work does not change), the least of three.
 * @example npm run bench:predict
 */
import { glmm } from '../models/glmm.ts';
import { laplace } from '../models/likelihood/laplace.ts';
import { rowDraws, rowsAt, summariseRows } from '../models/predict/index.ts';
import { posteriorOf } from '../models/predict/posteriorOf.ts';
import type { GroupRule } from '../models/predict/types.ts';
import { simulateHospital } from '../src/data/hospital/hospital.ts';

const { table } = simulateHospital('1');

function timed(words: string, formula: string, groups: GroupRule): void {
  const fit = laplace(glmm(formula, table, { family: 'bernoulli' }), { method: 'map' });
  const posterior = posteriorOf('bench', fit);
  const once = (): number => {
    const start = process.cpuUsage().user;
    const rows = rowsAt(posterior.model, null, { groups, newLevels: 'error' });
    summariseRows(rowDraws(posterior, rows, { scale: 'mean', groups }), 0.95);
    return (process.cpuUsage().user - start) / 1e6;
  };
  const seconds = [once(), once(), once()];
  console.log(`${words.padEnd(50)} ${Math.min(...seconds).toFixed(2)} s (first ${seconds[0].toFixed(2)} s)`);
}

const intercepts =
  'remission ~ Age + Married + IL6 + CRP + CancerStage + LengthofStay + Experience + (1 | DID)';
const slopes = 'remission ~ Age + IL6 + LengthofStay + (1 + LengthofStay | DID)';
timed('given, intercepts of 407 doctors', intercepts, 'given');
timed('averaged, intercepts of 407 doctors', intercepts, 'averaged');
timed('averaged, intercepts and slopes', slopes, 'averaged');
