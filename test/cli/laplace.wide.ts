import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stream } from '../../src/engine/rng.ts';
import { inFolder, poolwise } from './poolwise.ts';
import { newcomersFolder, refusedIn } from './refused.ts';

const files = newcomersFolder();

describe('mistakes', () => {
  const on = (formula: string, ...options: string[]): string[] => [
    'laplace',
    'trial.csv',
    formula,
    ...options,
  ];
  const mixed = 'y ~ x + (1 | g)';

  refusedIn(files, [
    [on(mixed, '--method', 'rmel'), 'laplace: no method "rmel" (have: ml, reml, map). Did you mean "reml"?'],
    [
      on('bin ~ x + (1 | g)', '--family', 'bernoulli', '--method', 'reml'),
      'laplace: reml needs an outcome that is normal around its linear predictor, got bin of family bernoulli (logit link); use ml',
    ],
    [
      on('neg ~ x', '--family', 'gaussian', '--method', 'reml', '--quadrature', '3'),
      'laplace: reml goes without quadrature (got 3 nodes); for gaussian models one node is exact',
    ],
    [
      on(mixed, '--method', 'reml', '--fast'),
      'laplace: reml goes without fast; for gaussian models it is quick already',
    ],
    [
      on('y ~ x + (1 | g) + (1 | dose) + (1 | sex)', '--quadrature', '5'),
      "quadrature: wanted group effects of one factor, got g and dose and sex; try Laplace's method (quadrature 1)",
    ],
    [
      on('y ~ x', '--quadrature', '5'),
      "quadrature: wanted group effects of one factor, got a model without any; try Laplace's method (quadrature 1)",
    ],
    [on(mixed, '--quadrature', '0'), 'laplace: quadrature must be a whole number of at least 1, got 0'],
    [on(mixed, '--quadrature', '2.5'), '--quadrature: expected a whole number, got "2.5"'],
    [
      on(mixed, '--quadrature', '500'),
      'quadrature: wanted a whole number of nodes from 1 to 61 (1 coefficient a level), got 500; try 9',
    ],
    [on(mixed, '--quadrature', '5', '--fast'), 'laplace: quadrature and fast exclude each other; choose one'],
    [
      on(mixed, '--method', 'map', '--fast'),
      'laplace: fast fits leave priors out; use method ml with fast, or map without',
    ],
    [on(mixed, '--level', '95'), 'laplace: level must lie between 0 and 1, got 95; did you mean 0.95?'],
    [on(mixed, '--level', '0'), 'laplace: level must lie between 0 and 1, got 0'],
    [on(mixed, '--level', 'high'), '--level: expected a number, got "high"'],
    [
      on(mixed, '--profile', '--bootstrap', '100'),
      'laplace: --profile and --bootstrap both replace the intervals; choose one',
    ],
    [
      on(mixed, '--profile', '--method', 'map'),
      'profile: a map fit maximises no likelihood; take method ml without fast',
    ],
    [
      on(mixed, '--profile', '--fast'),
      'profile: a fast fit maximises no likelihood; take method ml without fast',
    ],
    [
      on(mixed, '--bootstrap', '10'),
      'bootstrap: replicates must be a whole number from 20 to 1000000, got 10',
    ],
    [
      on('y ~ x', '--bootstrap', '100', '--weights', 'n'),
      'laplace: --bootstrap cannot simulate a model with case weights',
    ],
    [on(mixed, '--seed', ''), '--seed: expected a value, got ""'],
    [on(mixed, '--metod', 'ml'), "error: unknown option '--metod'\n(Did you mean --method?)"],
    [
      on(mixed, '--json', 'nowhere/x.json'),
      'output: cannot write "nowhere/x.json": there is no folder "nowhere"; make it first',
    ],
    [on(mixed, '--out', 'trial.csv'), 'output: "trial.csv" is a file, not a folder; choose another folder'],
    [
      ['laplace', 'y ~ x', 'trial.csv'],
      'laplace: the data file comes first, then the formula; try poolwise laplace trial.csv "y ~ x"',
    ],
  ]);
});

/** Coin tosses with six covariance parameters for eight groups of five. */
function hopeless(seed: number): string {
  const rng = stream('lost', seed);
  const group = Array.from({ length: 40 }, (_, i) => `g${i % 8}`);
  const [x, z] = [0, 1].map(() => group.map(() => Math.round(10 * rng.normal()) / 10));
  const y = group.map(() => (rng.uniform() < 0.5 ? 1 : 0));
  return `y,x,z,g\n${group.map((g, i) => `${y[i]},${x[i]},${z[i]},${g}\n`).join('')}`;
}

test('a fit that does not converge ends with 2 and says how far it came', () =>
  inFolder(async (folder) => {
    const ended = [];
    for (const seed of [140, 307]) {
      await writeFile(join(folder, 'lost.csv'), hopeless(seed));
      const args = [
        'laplace',
        'lost.csv',
        'y ~ x + z + (1 + x + z | g)',
        '--family',
        'bernoulli',
        '--profile',
      ];
      ended.push(await poolwise(args, folder));
    }
    // priors with an end keep slopes on raw years where no search finds its way
    const years = resolve('../shared/cases/02-year-random-slope/data.csv');
    const bounded = ['--prior', 'sd=uniform(0,10000)', '--profile', '--quiet'];
    ended.push(await poolwise(['laplace', years, 'biomass ~ year + (year | site)', ...bounded], folder));
    const lost = ended.filter(({ stdout }) => stdout.includes('not converged'));
    expect(lost.length).toBeGreaterThan(0);
    for (const { code, stdout } of lost) {
      expect(code).toBe(2);
      expect(stdout).toMatch(
        /\nDo not trust this fit: not converged, the search ended .*after \d+ evaluations/,
      );
      expect(stdout).toContain('Intervals: Wald');
    }
    for (const { code, stderr } of ended)
      expect({ ok: code === 0 || code === 2, stderr }).toEqual({ ok: true, stderr: '' });
  }));
