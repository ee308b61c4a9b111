import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as diagnostics from '../../diagnostics/index.ts';
import { scaleReduction } from '../../diagnostics/rhat.ts';
import { pool } from '../../diagnostics/shape.ts';
import { convergence } from '../../diagnostics/summarise.ts';

// R's own numbers, with the draws they belong to; the command, versions and date are in the file's `recipe`.
type Printed = number | 'NA' | 'NaN' | 'Inf' | '-Inf';
interface Oracle {
  readonly recipe: string;
  readonly cases: Record<
    string,
    { readonly draws_by_chain: Printed[][]; readonly expected: Record<string, Printed> }
  >;
}
const oracle: Oracle = JSON.parse(
  readFileSync(new URL('../reference/diagnostics.oracle.json', import.meta.url), 'utf8'),
);

const ours: Record<string, (chains: number[][]) => number> = {
  mean: diagnostics.mean,
  sd: diagnostics.sd,
  rhat: diagnostics.rhat,
  rhat_basic: diagnostics.rhatBasic,
  rhat_nosplit: (chains) => scaleReduction(pool(chains)),
  ess_basic: diagnostics.essMean, // posterior's ess_basic splits too, so it is the same quantity
  ess_bulk: diagnostics.essBulk,
  ess_tail: diagnostics.essTail,
  ess_mean: diagnostics.essMean,
  ess_sd: diagnostics.essSd,
  ess_median: diagnostics.essMedian,
  ess_q05: (chains) => diagnostics.essQuantile(chains, 0.05),
  ess_q25: (chains) => diagnostics.essQuantile(chains, 0.25),
  ess_q95: (chains) => diagnostics.essQuantile(chains, 0.95),
  mcse_mean: diagnostics.mcseMean,
  mcse_sd: diagnostics.mcseSd,
  mcse_median: diagnostics.mcseMedian,
  mcse_q05: (chains) => diagnostics.mcseQuantile(chains, 0.05),
  mcse_q95: (chains) => diagnostics.mcseQuantile(chains, 0.95),
  q05: (chains) => diagnostics.quantile(chains, 0.05),
  q50: (chains) => diagnostics.quantile(chains, 0.5),
  q95: (chains) => diagnostics.quantile(chains, 0.95),
};

interface Deviation {
  readonly keys: readonly string[];
  readonly value: number;
  readonly why: string;
}

const MIDDLE_PAIR =
  'the two middle draws are equally far from the median; R broke this tie by the rounding of x - median in ' +
  'draws with more digits than the file holds, and we rank the two as tied';

const deviations: Record<string, readonly Deviation[]> = {
  three_draws: [
    {
      keys: ['rhat', 'rhat_basic', ...Object.keys(ours).filter((key) => /^(ess|mcse)_/.test(key))],
      value: Number.NaN,
      why: 'halves of one draw have no spread; posterior 1.4.0 drops a dimension here and mixes up the chains',
    },
  ],
  with_inf: [
    {
      keys: ['rhat', 'ess_bulk'],
      value: Number.NaN,
      why: 'an infinite draw has a rank, but a sampler that left the number line cannot be vouched for',
    },
  ],
  scale_differs: [{ keys: ['rhat'], value: 1.1346688512204843, why: MIDDLE_PAIR }],
  many_short: [{ keys: ['rhat'], value: 1.0002199687968503, why: MIDDLE_PAIR }],
};

const TOLERANCE = 1e-8; // relative; the draws in the file have 15 digits, and sums of 1600 of them lose a few

describe.each(Object.keys(oracle.cases))('%s', (name) => {
  const { draws_by_chain, expected } = oracle.cases[name];
  const chains = draws_by_chain.map((chain) => chain.map(parse));

  test.each(Object.keys(expected))(`${name}: %s is posterior's, or deviates as listed`, (key) => {
    const deviation = deviations[name]?.find(({ keys }) => keys.includes(key));
    expectClose(ours[key](chains), deviation ? deviation.value : parse(expected[key]));
  });

  test(`${name}: summarise gives bit for bit what the single functions give`, () => {
    const { mean, sd, mcseMean, rhat, essBulk, essTail, quantile } = diagnostics;
    expect(diagnostics.summarise(chains, 0.75)).toStrictEqual({
      mean: mean(chains),
      sd: sd(chains),
      q5: quantile(chains, 0.05),
      q50: quantile(chains, 0.5),
      q95: quantile(chains, 0.95),
      lower: quantile(chains, 0.125),
      upper: quantile(chains, 0.875),
      mcseMean: mcseMean(chains),
      rhat: rhat(chains),
      essBulk: essBulk(chains),
      essTail: essTail(chains),
    });
    expect(convergence(chains)).toStrictEqual({
      rhat: rhat(chains),
      essBulk: essBulk(chains),
      essTail: essTail(chains),
    });
  });
});

test.each(Object.keys(deviations))(
  '%s: what is listed as a deviation is one, small where a tie decides',
  (name) => {
    for (const { keys, value, why } of deviations[name]) {
      for (const key of keys) {
        const theirs = parse(oracle.cases[name].expected[key]);
        expect(theirs).not.toBeCloseTo(value, 8);
        if (why === MIDDLE_PAIR) expect(Math.abs(theirs - value)).toBeLessThan(1e-3); // two ranks of 320 or 800
      }
    }
  },
);

test('the oracle has all 18 cases and no key we do not answer', () => {
  expect(oracle.recipe).toContain('posterior 1.4.0');
  expect(Object.keys(oracle.cases)).toHaveLength(18);
  for (const { expected } of Object.values(oracle.cases)) {
    expect(Object.keys(expected).sort()).toEqual(Object.keys(ours).sort());
  }
});

function parse(printed: Printed): number {
  if (typeof printed === 'number') return printed;
  return { NA: Number.NaN, NaN: Number.NaN, Inf: Infinity, '-Inf': -Infinity }[printed];
}

function expectClose(got: number, want: number): void {
  if (!Number.isFinite(want)) expect(got).toBe(want);
  else expect(Math.abs(got - want)).toBeLessThan(TOLERANCE * (Math.abs(want) || 1));
}
