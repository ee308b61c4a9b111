import { type Model, predictiveCheck, predictiveCheckPlot, priorAlone, priorAlonePlot } from 'poolwise';

/** The middle and the ends of the middle 90 %. */
export interface Spread {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/** What one prior says, as a picture and in numbers. */
export interface PriorPicture {
  readonly svg: string;
  readonly draws: Spread;
  /** Null where outcomes cannot be told; `why` says why not. */
  readonly outcome: {
    readonly of: 'chance' | 'mean' | 'outcome';
    readonly name: string;
    readonly parts: readonly ({ readonly label: string } & Spread)[];
  } | null;
  readonly why: string | null;
}

export function priorPicture(model: Model, parameter: string, width: number): PriorPicture {
  const alone = priorAlone(model, parameter);
  const { outcome, why } = alone;
  return {
    svg: priorAlonePlot(alone, { theme: 'page', width }),
    draws: spreadOf(alone.draws),
    outcome:
      outcome === null
        ? null
        : {
            of: outcome.of,
            name: outcome.name,
            parts: outcome.parts.map(({ label, values }) => ({ label, ...spreadOf(values) })),
          },
    why,
  };
}

function spreadOf(values: Float64Array): Spread {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return { low: at(0.05), middle: at(0.5), high: at(0.95) };
}

/** Data sets of the priors beside the data. */
export interface PriorData {
  readonly svg: string;
  readonly statement: string;
  readonly dataSets: number;
  /** Draws of the priors besides, whose outcomes are beyond all numbers. */
  readonly undrawn: number;
  /** Of the data, and of the data sets: their mean and the ends of their middle 95 %. */
  readonly statistics: readonly {
    readonly name: string;
    readonly observed: number;
    readonly expected: number;
    readonly lower: number;
    readonly upper: number;
  }[];
}

/** Throws InputError where no data sets can be drawn from the priors. */
export function priorData(model: Model, width: number): PriorData {
  const check = predictiveCheck(model, { from: 'prior', dataSets: 99 });
  return {
    svg: predictiveCheckPlot(check, { theme: 'page', width }),
    statement: check.statement,
    dataSets: check.dataSets,
    undrawn: check.replicates.undrawn,
    statistics: check.statistics.map(({ name, observed, expected, lower, upper }) => ({
      name,
      observed,
      expected,
      lower,
      upper,
    })),
  };
}
