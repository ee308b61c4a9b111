import type { NamedMatrix } from '../../models/design/matrixSpec.ts';
import type { Declaration } from '../../models/glmm.ts';
import { gamma, halfNormal, halfStudentT, lkj, normal } from '../../models/priors/constructors.ts';
import type { PriorTable } from '../../models/priors/declared.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';

export type CellFamily = 'gaussian' | 'bernoulli' | 'binomial' | 'poisson';
export type CellDesign = keyof typeof designs;

/** Groups, rows, and the random part; every design has a predictor x and an intercept. */
const designs = {
  tiny: { rows: 6, g: 3, h: 1, random: '(1 | g)' },
  few: { rows: 24, g: 8, h: 1, random: '(1 | g)' },
  wide: { rows: 24, g: 8, h: 1, random: '(1 | g)' },
  pairs: { rows: 32, g: 16, h: 1, random: '(1 | g)' },
  single: { rows: 16, g: 16, h: 1, random: '(1 | g)' },
  rare: { rows: 80, g: 10, h: 1, random: '(1 | g)' },
  many: { rows: 250, g: 50, h: 1, random: '(1 | g)' },
  slope: { rows: 72, g: 12, h: 1, random: '(1 + x | g)' },
  homdiag: { rows: 72, g: 12, h: 3, random: 'homdiag(0 + h | g)' },
  cs: { rows: 72, g: 12, h: 3, random: 'cs(h | g)' },
  homcs: { rows: 72, g: 12, h: 3, random: 'homcs(h | g)' },
  ar1: { rows: 72, g: 12, h: 3, random: 'ar1(t | g)' },
  hetar1: { rows: 72, g: 12, h: 3, random: 'hetar1(t | g)' },
  toep: { rows: 72, g: 12, h: 3, random: 'toep(t | g)' },
  homtoep: { rows: 72, g: 12, h: 3, random: 'homtoep(t | g)' },
  by: { rows: 72, g: 12, h: 1, random: '(1 | gr(g, by = f))' },
  known: { rows: 60, g: 12, h: 1, random: '(1 | gr(g, cov = A))' },
  members: { rows: 60, g: 12, h: 1, random: '(1 | mm(g, m))' },
  exp: { rows: 60, g: 12, h: 3, random: 'exp(t + u | h)' },
  crossed: { rows: 96, g: 8, h: 6, random: '(1 | g) + (1 | h)' },
  crossedSlopes: { rows: 120, g: 10, h: 8, random: '(1 + x | g) + (1 + x | h)' },
  nested: { rows: 96, g: 6, h: 4, random: '(1 | g/h)' },
  twins: { rows: 96, g: 16, h: 2, random: '(1 | g/h)' },
} as const;

const withCorrelations: ReadonlySet<CellDesign> = new Set([
  'slope',
  'exp',
  'crossedSlopes',
  ...(['cs', 'homcs', 'ar1', 'hetar1', 'toep', 'homtoep'] as const),
]);

/** As poolwise's defaults for 'wide'. The others are wide enough to reach sds near zero and groups far apart; narrow enough that counts stay small. */
function priorsOf(family: CellFamily, design: CellDesign): PriorTable {
  const count = family === 'poisson';
  if (design === 'wide') return { Intercept: normal(0, 2.5), b: normal(0, 2.5), sd: halfStudentT(3, 2.5) };
  return {
    Intercept: count ? normal(0.5, 0.7) : normal(design === 'rare' ? -4 : 0, 1),
    b: count ? normal(0, 0.5) : normal(0, 1),
    sd: halfNormal(count ? 0.7 : 1),
    ...(withCorrelations.has(design) ? { cor: lkj(2) } : {}),
    ...(family === 'gaussian' ? { sigma: gamma(4, 4) } : {}),
  };
}

/** Correlations of levels that fall with the distance of their numbers. */
function neighbours(g: number): NamedMatrix {
  const levels = Array.from({ length: g }, (_, j) => j);
  return {
    names: levels.map((j) => `g${j}`),
    values: levels.map((j) => levels.map((k) => 0.7 ** Math.abs(j - k))),
  };
}

/** A model of one cell of the table in docs/calibration.md. Its outcome is only there to have the right kind. */
export function cell(family: CellFamily, design: CellDesign): Declaration {
  const { rows, g, h, random } = designs[design];
  const rng = stream('cells', design);
  const column = <T>(of: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => of(i));
  const columns = {
    y: column((i) => i % 2),
    n: column(() => 2 + rng.integer(5)),
    x: column(() => 0.5 + rng.normal()),
    g: column((i) => `g${i % g}`),
    h: column((i) => `h${Math.floor(i / g) % h}`),
    t: column((i) => Math.floor(i / g) % h),
    f: column((i) => `f${(i % g) % 2}`),
    m: column((i) => `g${(7 * i + Math.floor(i / g)) % g}`),
    u: column((i) => ((i % g) % 2) / 2),
  };
  const left = family === 'binomial' ? 'y | trials(n)' : 'y';
  return {
    formula: `${left} ~ x + ${random}`,
    table: tableFromColumns(columns),
    options: {
      family,
      priors: priorsOf(family, design),
      ...(design === 'known' ? { cov: { A: neighbours(g) } } : {}),
    },
  };
}
