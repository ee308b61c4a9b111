import type { Strategy } from '../../models/posterior/fit.ts';
import { collapsedBytes, collapsedCost, gatheringWork, isCollapsible } from '../engine/collapsed/cost.ts';
import type { DeterminantRule } from '../engine/laplace/determinant.ts';
import { compileWork, curvatureWork, laplaceWork, type Work } from '../engine/laplace/work.ts';
import { multiplicationsASecond } from '../engine/linalg/rate.ts';
import { type Program, quantityNames } from '../engine/program/program.ts';
import { quadratureTimes } from '../engine/quadrature/cost.ts';
import { drawCost } from './drawCost.ts';
import { integratingPays, nanosecondsAMultiplication, quickerGibbs, type SamplerName } from './plan.ts';

/** What a phase will take on this machine, within a factor of two or three. */
export interface Forecast {
  readonly phase: string;
  readonly seconds: number;
  readonly bytes: number;
}

/** Multiplications that no machine of today takes long over: not worth measuring its speed, which may be busy just then. */
const few = 1e9;
/** A second; what machines of today have at least. */
const usual = 5e8;

/** A forecast from counted work, at the speed that this machine has just now; a usual one's where the work is little. */
export function forecast(phase: string, { multiplications, bytes }: Work): Forecast {
  const speed = multiplications <= few ? usual : multiplicationsASecond();
  return { phase, seconds: multiplications / speed, bytes };
}

/** Making and checking the columns of a design: each is set against all before it. */
export function designForecast(rows: number, columns: number): Forecast {
  return forecast('reading the design', {
    multiplications: 2 * rows * columns * columns,
    bytes: 3 * 8 * rows * columns,
  });
}

/** A Laplace fit. */
export function laplaceForecast(program: Program, rule: DeterminantRule = 'auto'): Forecast {
  const work = program.rows.condensed === undefined ? laplaceWork(program, rule) : collapsedWork(program);
  return forecast('the Laplace fit', work);
}

/** What happens before the chains start: the choice of a sampler, with its fits. */
export function setupForecast(program: Program, sampler: SamplerName): Forecast {
  return forecast('set-up', setupWork(program, sampler));
}

/** Nanoseconds until a thread has its code and runs it at full speed; of summarising one draw of one quantity. */
const perThread = 3e8;
const perSummarised = 180;
/** Warmups of the strategies whose draws can be foretold take about so many draws. */
const warmupDraws = 200;

/** What the chains of a run will take, with what is said of their draws; null where nobody can foretell it. */
export function samplingForecast(
  program: Program,
  strategy: Strategy,
  run: { readonly chains: number; readonly draws: number; readonly threads: number; readonly every?: number },
): Forecast | null {
  const draw = drawCost(program, strategy);
  if (draw === null) return null;
  const rounds = Math.ceil(run.chains / run.threads);
  const values = run.chains * run.draws * quantityNames(program).length;
  const nanoseconds =
    perThread +
    rounds * (run.draws * (run.every ?? 1) + warmupDraws) * draw +
    (perSummarised * values) / run.threads;
  const multiplications = nanoseconds / nanosecondsAMultiplication;
  const speed = multiplications <= few ? 1e9 / nanosecondsAMultiplication : multiplicationsASecond();
  return { phase: `sampling by ${strategy}`, seconds: multiplications / speed, bytes: 8 * values };
}

function setupWork(program: Program, sampler: SamplerName): Work {
  if (sampler === 'nuts') return { multiplications: compileWork(program), bytes: 0 };
  if (program.rows.count === 0) return { multiplications: 0, bytes: 0 };
  if (sampler === 'quadrature')
    return { multiplications: quadratureTimes(program).setUp / nanosecondsAMultiplication, bytes: 0 };
  if (sampler === 'gibbs' || (sampler === 'auto' && quickerGibbs(program) !== null))
    return gibbsWork(program);
  const isStructured = program.residual !== undefined;
  const hasSums = program.rows.condensed !== undefined;
  const wanted =
    sampler === 'auto' ? isStructured || hasSums || integratingPays(program) : sampler !== 'reference';
  return isCollapsible(program) && wanted ? collapsedWork(program) : laplaceWork(program);
}

/** Sums over rows, a term and a pair of terms at a time. */
function gibbsWork(program: Program): Work {
  const numbers = program.terms.reduce((n, { coefs }) => n + coefs.length, program.linear.length);
  return {
    multiplications: compileWork(program) + 10 * program.rows.count * numbers * numbers,
    bytes: 16 * program.rows.count * numbers,
  };
}

/** Sums over rows once, then a mode with its curvature by two gradients a parameter. */
function collapsedWork(program: Program): Work {
  const left = Math.max(0, program.alpha.length - program.linear.length);
  const gradients = 40 + 3 * left;
  const gradient = collapsedCost(program) / nanosecondsAMultiplication;
  const curvature = curvatureWork(left);
  return {
    multiplications:
      compileWork(program) + gatheringWork(program) + gradients * gradient + curvature.multiplications,
    bytes: collapsedBytes(program) + curvature.bytes,
  };
}
