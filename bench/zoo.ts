import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Prior, parsePriorDeclaration, simulateHospital } from '../src/index.ts';
import { writeCsv } from '../src/node.ts';
import { scaleCsv } from './scaleData.ts';
import { scaleModels } from './scaleModels.ts';

const root = new URL('../../', import.meta.url);
const fromRoot = (path: string): string => fileURLToPath(new URL(path, root));

/** A prior on a class of parameters, such as ['sd', 'half_normal(5)']. */
export type DeclaredPrior = readonly [parameter: string, prior: string];

/** A model of a data file, declared so that the command line, the library and brms can all be given it. */
export interface FileModel {
  readonly kind: 'file';
  readonly name: string;
  readonly data: 'hospital' | 'small' | 'brms' | 'scale';
  readonly formula: string;
  readonly family: string;
  /** How brms spells the formula, where it spells it another way. */
  readonly brms?: string;
  readonly priors: readonly DeclaredPrior[];
  readonly factors: Readonly<Record<string, readonly string[]>>;
  /** Formulas of the family's own parameters and the residual structure, by the option's name. */
  readonly formulas?: Readonly<Record<string, string>>;
}

/** A simulated model with an intercept a group, made in memory. */
export interface SimulatedModel {
  readonly kind: 'simulated';
  readonly name: string;
  readonly family: 'bernoulli' | 'gaussian';
  readonly rows: number;
  readonly groups: number;
  /** Predictors besides the intercept. */
  readonly columns: number;
  readonly draws: number;
  readonly priors: readonly DeclaredPrior[];
}

export type ZooModel = FileModel | SimulatedModel;

const wide: readonly DeclaredPrior[] = [
  ['b', 'normal(0, 5)'],
  ['sd', 'half_normal(5)'],
];

const hospital: readonly FileModel[] = [
  {
    kind: 'file',
    name: 'hospital-logistic',
    data: 'hospital',
    formula: 'remission ~ Age + Married + IL6 + (1 | DID)',
    family: 'bernoulli',
    priors: [['Intercept', 'normal(0, 10)'], ...wide],
    factors: {},
  },
  {
    kind: 'file',
    name: 'hospital-gaussian',
    data: 'hospital',
    formula: 'mobility ~ Age + Married + Sex + WBC + RBC + (1 | DID)',
    family: 'gaussian',
    priors: [['Intercept', 'normal(30, 20)'], ...wide, ['sigma', 'half_normal(10)']],
    factors: { Sex: ['female', 'male'] },
  },
  {
    kind: 'file',
    name: 'hospital-poisson',
    data: 'hospital',
    formula: 'ntumors ~ Age + FamilyHx + CancerStage + LengthofStay + (1 + LengthofStay | DID)',
    family: 'poisson',
    priors: [['Intercept', 'normal(0, 10)'], ...wide, ['cor', 'lkj(2)']],
    factors: { FamilyHx: ['no', 'yes'], CancerStage: ['I', 'II', 'III', 'IV'] },
  },
];

const smallNames = ['sleepstudy', 'cbpp', 'grouseticks', 'Penicillin', 'toenail'] as const;

/** For bench:stan alone: the smallest, to see that everything works. */
const spareNames = ['Dyestuff2'] as const;

interface Reference {
  readonly formula: string;
  readonly family: string;
  readonly categorical: Readonly<Record<string, readonly string[]>>;
  readonly priors: readonly {
    readonly class: string;
    readonly dist: string;
    readonly args: readonly number[];
    readonly lower?: number;
  }[];
}

/** A model of test/reference, with the priors its reference posterior had. */
function smallModel(name: string): FileModel {
  const text = readFileSync(fromRoot(`test/reference/${name}.json`), 'utf8');
  const { formula, family, categorical, priors } = JSON.parse(text) as Reference;
  const declared = priors.map(({ class: parameter, dist, args, lower }): DeclaredPrior => {
    if (lower === 0) return [parameter, `half_normal(${args[1]})`];
    return [parameter, `${dist}(${args.join(', ')})`];
  });
  return {
    kind: 'file',
    name,
    data: 'small',
    formula,
    family,
    ...(name === 'cbpp' ? { brms: 'incidence | trials(size) ~ period + (1 | herd)' } : {}),
    priors: declared,
    factors: categorical,
  };
}

/** Families and structures beyond the first four, with the priors of their reference posteriors. */
const brmsNames = [
  'epilepsy_negbinomial',
  'wine_beta',
  'sleepstudy_sigma',
  'orthodont_ar1',
  'orthodont_cs',
] as const;

/** Where models.R says how brms spells them. */
export const brmsFolder = fromRoot('test/reference/brms/');

interface BrmsReference {
  readonly formula: string;
  readonly options: {
    readonly family: string;
    readonly priors: Readonly<Record<string, string>>;
    readonly factors?: Readonly<Record<string, readonly string[]>>;
  } & Readonly<Record<string, unknown>>;
}

function brmsModel(name: string): FileModel {
  const { formula, options } = JSON.parse(readFileSync(`${brmsFolder}${name}.json`, 'utf8')) as BrmsReference;
  const { family, priors, factors, ...formulas } = options;
  return {
    kind: 'file',
    name,
    data: 'brms',
    formula,
    family,
    priors: Object.entries(priors),
    factors: factors ?? {},
    formulas: formulas as Readonly<Record<string, string>>,
  };
}

const simulatedPriors: readonly DeclaredPrior[] = [
  ['Intercept', 'normal(0, 5)'],
  ['b', 'normal(0, 2.5)'],
  ['sd', 'half_normal(2)'],
];

function logistic(rows: number, groups: number, columns: number, draws: number): SimulatedModel {
  const priors = simulatedPriors;
  return {
    kind: 'simulated',
    name: `logistic-${rows}`,
    family: 'bernoulli',
    rows,
    groups,
    columns,
    draws,
    priors,
  };
}

function gaussian(rows: number, groups: number): SimulatedModel {
  const priors: readonly DeclaredPrior[] = [...simulatedPriors, ['sigma', 'half_normal(5)']];
  return {
    kind: 'simulated',
    name: `gaussian-${rows}`,
    family: 'gaussian',
    rows,
    groups,
    columns: 2,
    draws: 1000,
    priors,
  };
}

const simulated: readonly SimulatedModel[] = [
  logistic(10_000, 100, 10, 1000),
  logistic(100_000, 1000, 10, 400),
  logistic(1_000_000, 10_000, 10, 200),
  gaussian(100_000, 1000),
  gaussian(1_000_000, 1000),
  gaussian(10_000_000, 1000),
];

/** Models that both poolwise and brms are run on. */
export function fileModels(): FileModel[] {
  return [...hospital, ...smallNames.map(smallModel), ...brmsNames.map(brmsModel)];
}

export function zoo(): ZooModel[] {
  return [...fileModels(), ...simulated];
}

export function findFileModel(name: string): FileModel | undefined {
  const spare = spareNames.find((n) => n === name);
  if (spare !== undefined) return smallModel(spare);
  return [...fileModels(), ...scaleModels].find((m) => m.name === name);
}

/** Nested and crossed designs that Stan fits within minutes. */
const scaleForStan: readonly string[] = ['star', 'egsingle'];

/** What bench:stan runs where nothing is named. */
export function stanModels(): FileModel[] {
  return [...fileModels(), ...scaleModels.filter(({ name }) => scaleForStan.includes(name))];
}

/** The models named, separated by commas; the usual ones where nothing is. */
export function chosenModels(
  only: string | undefined,
  usual: readonly FileModel[] = fileModels(),
): readonly FileModel[] {
  if (only === undefined) return usual;
  return only.split(',').map((name) => {
    const model = findFileModel(name);
    if (model !== undefined) return model;
    const have = fileModels().map((m) => m.name);
    throw new Error(`bench: no model "${name}" (have: ${have.join(', ')})`);
  });
}

export function priorTable({ priors }: ZooModel): Record<string, Prior> {
  const parsed = priors.map(([name, prior]) => parsePriorDeclaration(`${name}=${prior}`));
  return Object.fromEntries(parsed.map(({ parameter, prior }) => [parameter, prior]));
}

/** Where a model's CSV stands. The hospital's is simulated, and said to be, where the example data are not there. */
export function csvOf({ data, name }: FileModel): string {
  if (data === 'hospital') return hospitalCsv();
  if (data === 'scale') return scaleCsv(name);
  return data === 'small' ? fromRoot(`test/reference/${name}.csv`) : `${brmsFolder}${name}.csv`;
}

/** Environment variable by which children are told where the simulated hospital was written. */
const simulatedAt = 'POOLWISE_BENCH_HOSPITAL';
const exampleCsv = fromRoot('../shared/data/hospital.csv');

function hospitalCsv(): string {
  const path = existsSync(exampleCsv) ? exampleCsv : process.env[simulatedAt];
  if (path === undefined) throw new Error('no hospital data: call prepareHospital first');
  return path;
}

/** Simulates the hospital where its file is missing, once for all children. Returns what was used, in words. */
export async function prepareHospital(): Promise<string> {
  if (existsSync(exampleCsv)) return 'hospital: the example data';
  const path = join(mkdtempSync(join(tmpdir(), 'poolwise-')), 'hospital.csv');
  await writeCsv(simulateHospital('bench').table, path);
  process.env[simulatedAt] = path;
  return 'hospital: no ../shared/data/hospital.csv, so SIMULATED data (simulateHospital, seed "bench")';
}

/** The arguments of `poolwise fit` for a model. */
export function fitArguments(model: FileModel, seed: string): string[] {
  return [
    'fit',
    csvOf(model),
    model.formula,
    ...['--family', model.family, '--seed', seed, '--quiet'],
    ...model.priors.flatMap(([name, prior]) => ['--prior', `${name}=${prior}`]),
    ...Object.entries(model.formulas ?? {}).flatMap(([name, formula]) => [`--${name}`, formula]),
    ...Object.entries(model.factors).flatMap(([name, levels]) => ['--factor', `${name}=${levels.join(',')}`]),
  ];
}
