import type { DeclaredPrior, FileModel } from './zoo.ts';

/** The shape of a model of several factors: enough to simulate data of its size. */
export interface Shape {
  readonly rows: number;
  /** Each with its number of levels; `within` names the factor that it is nested in, which stands before it. */
  readonly factors: readonly { readonly name: string; readonly levels: number; readonly within?: string }[];
  readonly outcome: string;
  /** Numeric predictors, and those with levels. */
  readonly numbers: readonly string[];
  readonly categories: Readonly<Record<string, readonly string[]>>;
}

/** Nested and crossed designs: the example data, data of R's lme4 and mlmRev by `scaleData.R`, or simulated in the same shape. */
export interface ScaleModel extends FileModel {
  readonly data: 'scale';
  readonly shape: Shape;
  /** Not too long for a quick run. */
  readonly quick: boolean;
  /** Always simulated: there are no such data elsewhere. */
  readonly simulated?: boolean;
}

interface Declared {
  readonly formula: string;
  readonly family: 'gaussian' | 'bernoulli' | 'poisson';
  readonly priors?: readonly DeclaredPrior[];
  readonly rows: number;
  readonly factors: Shape['factors'];
  readonly numbers?: readonly string[];
  readonly categories?: Shape['categories'];
  readonly quick?: boolean;
  readonly simulated?: boolean;
}

function scale(name: string, declared: Declared): ScaleModel {
  const { formula, family, priors = [], rows, factors, numbers = [], categories = {} } = declared;
  const outcome = formula.split('~')[0].trim();
  return {
    ...{ kind: 'file', data: 'scale', name, formula, family, priors, factors: categories },
    shape: { rows, factors, outcome, numbers, categories },
    quick: declared.quick ?? false,
    ...(declared.simulated === undefined ? {} : { simulated: declared.simulated }),
  };
}

/** Sizes as the data sets have them, rows without missing values. */
export const scaleModels: readonly ScaleModel[] = [
  scale('star', {
    formula: 'math ~ gr + cltype + ses + sx + (1 | id) + (1 | tch) + (1 | sch)',
    family: 'gaussian',
    priors: [
      ['Intercept', 'normal(520, 100)'],
      ['b', 'normal(0, 100)'],
      ['sd', 'half_normal(50)'],
      ['sigma', 'half_normal(50)'],
    ],
    rows: 4682,
    factors: [
      { name: 'sch', levels: 30 },
      { name: 'tch', levels: 250, within: 'sch' },
      { name: 'id', levels: 3154 },
    ],
    categories: {
      gr: ['K', '1'],
      cltype: ['reg', 'small', 'reg_A'],
      ses: ['F', 'N'],
      sx: ['F', 'M'],
    },
  }),
  scale('Chem97', {
    formula: 'score ~ gcsecnt + (1 | school) + (1 | lea)',
    family: 'gaussian',
    rows: 31_022,
    factors: [
      { name: 'lea', levels: 131 },
      { name: 'school', levels: 2410, within: 'lea' },
    ],
    numbers: ['gcsecnt'],
  }),
  scale('egsingle', {
    formula: 'math ~ year * size + female + (year | childid) + (year | schoolid)',
    family: 'gaussian',
    priors: [
      ['Intercept', 'normal(0, 5)'],
      ['b', 'normal(0, 5)'],
      ['sd', 'half_normal(2)'],
      ['cor', 'lkj(2)'],
      ['sigma', 'half_normal(2)'],
    ],
    rows: 7230,
    factors: [
      { name: 'schoolid', levels: 60 },
      { name: 'childid', levels: 1721, within: 'schoolid' },
    ],
    numbers: ['year', 'size'],
    categories: { female: ['Male', 'Female'] },
  }),
  scale('nested3', {
    formula: 'y ~ x + (1 | a / b / c)',
    family: 'gaussian',
    rows: 720,
    factors: [
      { name: 'a', levels: 12 },
      { name: 'b', levels: 48, within: 'a' },
      { name: 'c', levels: 240, within: 'b' },
    ],
    numbers: ['x'],
    quick: true,
    simulated: true,
  }),
  scale('InstEval', {
    formula: 'y ~ 1 + (1 | s) + (1 | d) + (1 | dept:service)',
    family: 'gaussian',
    rows: 73_421,
    factors: [
      { name: 's', levels: 2972 },
      { name: 'd', levels: 1128 },
      { name: 'dept', levels: 14 },
      { name: 'service', levels: 2 },
    ],
  }),
  scale('guPrenat', {
    formula:
      'prenat ~ childAge + motherAge + birthOrd + indig + momEd + husEd + husEmpl + toilet + TV + pcInd81 + ssDist + (1 | mom) + (1 | cluster)',
    family: 'bernoulli',
    rows: 2449,
    factors: [
      { name: 'cluster', levels: 161 },
      { name: 'mom', levels: 1558, within: 'cluster' },
    ],
    numbers: ['pcInd81', 'ssDist'],
    categories: {
      childAge: ['0-2', '3+'],
      motherAge: ['24-', '25+'],
      birthOrd: ['1', '2-3', '4-6', '7+'],
      indig: ['Ladino', 'NoSpa', 'Spanish'],
      momEd: ['None', 'Primary', 'Secondary+'],
      husEd: ['None', 'Primary', 'Secondary+', 'Unknown'],
      husEmpl: ['Unskilled', 'Professional', 'Agri (self)', 'Agri (empl)', 'Skilled'],
      toilet: ['None', 'Modern'],
      TV: ['None', 'not daily', 'daily'],
    },
    quick: true,
  }),
  scale('Arabidopsis', {
    formula: 'total.fruits ~ nutrient + rack + amd + status + (1 | popu) + (1 | gen)',
    family: 'poisson',
    rows: 625,
    factors: [
      { name: 'popu', levels: 9 },
      { name: 'gen', levels: 24, within: 'popu' },
    ],
    categories: {
      nutrient: ['1', '8'],
      rack: ['1', '2'],
      amd: ['clipped', 'unclipped'],
      status: ['Normal', 'Petri.Plate', 'Transplant'],
    },
    quick: true,
  }),
  scale('VerbAgg', {
    formula: 'r2 ~ (Anger + Gender + btype + situ)^2 + (1 | id) + (1 | item)',
    family: 'bernoulli',
    rows: 7584,
    factors: [
      { name: 'id', levels: 316 },
      { name: 'item', levels: 24 },
    ],
    numbers: ['Anger'],
    categories: {
      Gender: ['F', 'M'],
      btype: ['curse', 'scold', 'shout'],
      situ: ['other', 'self'],
    },
    quick: true,
  }),
  scale('crossed3000', {
    formula: 'y ~ x + (1 | a) + (1 | b)',
    family: 'bernoulli',
    rows: 100_000,
    factors: [
      { name: 'a', levels: 3000 },
      { name: 'b', levels: 3000 },
    ],
    numbers: ['x'],
    simulated: true,
  }),
];
