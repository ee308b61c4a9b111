import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hypothesis } from '../../models/effects/hypothesis.ts';
import type { Draws } from '../../models/posterior/draws.ts';
import { InputError } from '../../src/engine/errors.ts';
import { hypothesisTable } from '../../src/report/effectTable.ts';
import { renderTable } from '../../src/report/renderTable.ts';
import { normalStream } from '../diagnostics/draws.ts';

/** Draws under any names, in two chains. */
function drawsNamed(columns: Readonly<Record<string, readonly number[]>>): Draws {
  const names = Object.keys(columns);
  const draws = columns[names[0]].length / 2;
  const chain = (c: number) =>
    Float64Array.from(names.flatMap((name) => columns[name].slice(c * draws, (c + 1) * draws)));
  const quantities = names.map((parameter) =>
    parameter.startsWith('b_')
      ? ({ kind: 'coefficient', predictor: 'mu', coef: parameter.slice(2) } as const)
      : ({ kind: 'own', parameter, support: { kind: 'real' } } as const),
  );
  return { names, quantities, chains: 2, draws, values: [chain(0), chain(1)] };
}

interface Reference {
  readonly draws: Record<string, number[]>;
  readonly prior: number[];
  readonly statements: readonly {
    text: string;
    estimate: number;
    se: number;
    lower: number;
    upper: number;
    ratio: number | 'Inf' | null;
    probability: number | null;
  }[];
  readonly densityRatio: number;
}
// brms 2.18.0; hypothesis.R beside it is the recipe
const reference: Reference = JSON.parse(
  readFileSync(new URL('../reference/hypothesis.json', import.meta.url), 'utf8'),
);
const draws = drawsNamed(reference.draws);

test.each(reference.statements.map((s) => [s.text, s] as const))(
  '%s: as brms::hypothesis',
  (text, wanted) => {
    const [row] = hypothesis(draws, text);
    expect(row.hypothesis).toBe(text);
    for (const key of ['estimate', 'se', 'lower', 'upper'] as const)
      expect(row[key]).toBeCloseTo(wanted[key], 9);
    if (wanted.probability === null) expect(row.note).toMatch(/needs draws of the prior/);
    else expect(row.probability).toBeCloseTo(wanted.probability, 12);
    if (wanted.ratio === 'Inf') expect(row.evidenceRatio).toBe(Infinity);
    else if (wanted.ratio !== null) expect(row.evidenceRatio).toBeCloseTo(wanted.ratio, 10);
  },
);

describe('a point value', () => {
  test('its evidence ratio is the ratio of densities that brms has', () => {
    const prior = drawsNamed({ b_Age: reference.prior });
    const [row] = hypothesis(draws, 'Age = 0', { prior });
    // 0.5 %: R's density() puts draws into bins
    expect((row.evidenceRatio ?? 0) / reference.densityRatio).toBeCloseTo(1, 2);
    expect(row.probability).toBeCloseTo((row.evidenceRatio ?? 0) / (1 + (row.evidenceRatio ?? 0)), 14);
  });

  test('of normals, the ratio comes near the exact one', () => {
    const normal = normalStream('savage');
    const of = (sd: number, mean: number) => Array.from({ length: 20_000 }, () => mean + sd * normal());
    const [row] = hypothesis(drawsNamed({ x: of(0.5, 0.3) }), 'x = 0', {
      prior: drawsNamed({ x: of(2, 0) }),
    });
    // 2 %, four times what 20,000 draws leave open
    expect((row.evidenceRatio ?? 0) / ((2 / 0.5) * Math.exp(-0.18))).toBeCloseTo(1, 1.4);
  });

  test('at the edge of the prior, or far from the draws, it is not told, and why', () => {
    const sds = drawsNamed({ sd: reference.prior.map(Math.abs) });
    const [edge] = hypothesis(sds, 'sd = 0', { prior: sds });
    expect(edge.evidenceRatio).toBeNull();
    expect(edge.note).toMatch(/at the edge of what the prior allows/);
    const [far] = hypothesis(draws, 'Age = 0.9', { prior: drawsNamed({ b_Age: reference.prior }) });
    expect(far.note).toMatch(/too few draws of the posterior/);
  });
});

describe('statements', () => {
  const odd = drawsNamed({
    'b_poly(Age, 2)1': [1, 2, 3, 4],
    'r_g[a b,Intercept]': [0, 0, 1, 1],
    b_Intercept: [-1, -1, 1, 1],
    'b_I(x^2)': [1, 1, 1, 1],
    pi: [5, 5, 5, 5],
  });
  const estimates = (...texts: string[]) => hypothesis(odd, texts).map(({ estimate }) => estimate);

  test('names with signs go in backquotes, spaces do not count, and b_ may be left out', () => {
    expect(
      estimates(
        '`poly(Age, 2)1`',
        '`b_poly(Age,2)1`',
        'r_g[a b,Intercept]',
        'r_g[a b, Intercept]',
        '`I(x^2)`',
      ),
    ).toEqual([2.5, 2.5, 0.5, 0.5, 1]);
  });

  test('precedence is that of R', () => {
    expect(estimates('2 + 3 * 2^2^0.5 / 2', '-2^2', '2^-1', '8 / 4 / 2', '1 - 2 - 3', '2 * -3')).toEqual(
      [2 + (3 * 2 ** (2 ** 0.5)) / 2, -4, 0.5, 1, -4, -6].map((x) => expect.closeTo(x, 14)),
    );
    expect(
      estimates('pi', 'abs(-2) + sqrt(4) + exp(0) + log(1) + plogis(0) + qlogis(0.5) + pnorm(0)'),
    ).toEqual([5, 6]);
    expect(hypothesis(draws, 'pi')[0].estimate).toBe(Math.PI);
  });

  test('a value alone has an estimate and an interval, but no probability', () => {
    expect(hypothesis(odd, 'Intercept')[0]).toMatchObject({
      estimate: 0,
      probability: null,
      evidenceRatio: null,
      note: null,
    });
  });

  test('draws that all agree show no more than their number can', () => {
    const words = { level: 0.95, interval: 'equal-tailed' } as const;
    const { chains, draws: each } = odd;
    const printed = hypothesisTable(hypothesis(odd, ['exp(Intercept) > 0', 'exp(Intercept) < 0']), words);
    const [all, none] = renderTable(printed, 'text')
      .split('\n')
      .filter((line) => line.includes('exp'));
    expect(all).toContain(`>${chains * each - 1}`);
    expect(none).toContain(`<${(1 / (chains * each - 1)).toPrecision(3)}`);
  });

  test('<= and == are < and =', () => {
    expect(hypothesis(odd, 'Intercept <= 0')[0].probability).toBe(0.5);
    expect(hypothesis(odd, 'Intercept == 0')[0].note).toMatch(/draws of the prior/);
  });

  test.each([
    ['Ages > 0', 'hypothesis: no quantity "Ages" (did you mean "Age"?) at column 1\n  Ages > 0\n  ^'],
    ['1 < Age < 2', /one comparison; write another one for the other, at column 9/],
    ['(Age > 0', /expected an operator|one comparison/],
    ['(Age', 'hypothesis: this "(" is never closed at column 1\n  (Age\n  ^'],
    ['Age)', /this "\)" closes nothing at column 4/],
    ['Age >', /expected a name or a number after ">" at column 6/],
    ['', /empty, expected for example "x > 0"/],
    ['Age 2', /expected an operator before "2"/],
    ['sine(Age)', /no function "sine"/],
    ['Age ~ 2', /unexpected character '~'/],
    ['`Age', /backquote is never closed/],
    ['log(r_DID[17,Intercept])', /is no number at \d+ of 300 draws/],
  ])('%s is refused with a caret', (text, message) => {
    expect(() => hypothesis(draws, text)).toThrow(InputError);
    expect(() => hypothesis(draws, text)).toThrow(message);
  });

  test('options and statements of another kind are refused', () => {
    expect(() => hypothesis(draws, [])).toThrow('expected statements as text');
    expect(() => hypothesis(draws, 'Age > 0', { level: 95 })).toThrow('did you mean 0.95?');
    expect(() => hypothesis(draws, 'Age > 0', { interval: 'hpd' as 'hdi' })).toThrow(
      '"equal-tailed" or "hdi"',
    );
  });
});
