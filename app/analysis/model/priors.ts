import { type Model, predictiveCheck, predictiveCheckPlot, priorAlone, priorAlonePlot } from 'poolwise';

/** The middle and the ends of the middle 90 %, rounded to what their Monte Carlo errors allow. */
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
    draws: spreadOf(alone.draws, alone.draws.length),
    outcome:
      outcome === null
        ? null
        : {
            of: outcome.of,
            name: outcome.name,
            parts: outcome.parts.map(({ label, values }) => ({
              label,
              ...spreadOf(values, outcome.draws),
            })),
          },
    why,
  };
}

/** @param independent how many of the values know nothing of each other: rows of one draw do. */
export function spreadOf(values: Float64Array, independent: number): Spread {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const at = (share: number): number => {
    const clamped = Math.min(1, Math.max(0, share));
    return sorted[Math.round(clamped * (sorted.length - 1))] ?? Number.NaN;
  };
  const told = (share: number): number => {
    const error = Math.sqrt((share * (1 - share)) / independent);
    const isSigned = at(share - 2 * error) > 0 || at(share + 2 * error) < 0;
    return roundedTo(at(share), at(share + error) - at(share - error), isSigned);
  };
  return { low: told(0.05), middle: told(0.5), high: told(0.95) };
}

/**
 * To the nearest multiple of 1, 2 or 5 times a power of ten that is no smaller than two errors; in a long tail, where errors are larger than
 * values, those that are surely above or below 0 keep a digit.
 */
function roundedTo(value: number, twice: number, isSigned: boolean): number {
  if (!(twice > 0) || !Number.isFinite(twice)) return value;
  const power = 10 ** Math.floor(Math.log10(twice));
  const wide = power * ([1, 2, 5].find((times) => times * power >= twice) ?? 10);
  const digit = 10 ** Math.floor(Math.log10(Math.abs(value)));
  const step = isSigned ? Math.min(wide, digit) : wide;
  return step * Math.round(value / step) + 0; // no -0
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
