/**
 * What a row costs under every family and link, and a gradient under every structure of group effects and residuals, as
 * multiples of the logistic model timed in turn with it; and one fit of each.
 * @example npm run bench:families -- --only beta,poisson
 */
import { Command } from 'commander';
import { builtinFamilies } from '../models/families/builtin.ts';
import { glmm, type Model } from '../models/glmm.ts';
import { compileCollapsed } from '../src/engine/collapsed/density.ts';
import { demandCollapsed } from '../src/engine/collapsed/integrate.ts';
import { compileLogDensity } from '../src/engine/density/logDensity.ts';
import { compileRowForce, compileRowKernel } from '../src/engine/density/rowKernel.ts';
import { sample, tableFromColumns } from '../src/index.ts';
import { textTable } from './cells.ts';
import { type FamilyModel, familyModel } from './familyModels.ts';
import {
  type FamilyResults,
  type FamilyRow,
  type FitRow,
  familyTable,
  fitTable,
  groupTable,
  type ResidualRow,
  residualTable,
} from './familyTables.ts';
import { callAt, leastMicroseconds, type Point } from './gradients.ts';
import { busyWarning, machineLine, thisMachine } from './machine.ts';
import { describeSampling } from './measure.ts';
import { latestResults, writeResults } from './results.ts';
import { groupModels, residualModels, type StructureModel } from './structureModels.ts';

/** Of what is sampled. */
const [fitRows, fitGroups] = [600, 40];
/** How long each call is timed, and the batches it is timed in. */
const [milliseconds, batchMillis] = [40, 0.3];

const timed = (calls: readonly (() => void)[]): number[] =>
  leastMicroseconds(calls, milliseconds, batchMillis);

const logistic = familyModel(
  builtinFamilies.find(({ name }) => name === 'bernoulli') ?? builtinFamilies[0],
  'logit',
);

const declared = ({ family, link, formula, columns }: FamilyModel): Model =>
  glmm(formula, tableFromColumns(columns), { family, link });

/** Coefficients small enough that every eta lies where the link allows, parameters as in the data. */
function pointOf({ program }: Model, { place, parameters }: FamilyModel): Point {
  const wave = (length: number): Float64Array =>
    Float64Array.from({ length }, (_, i) => 0.03 * place.unit * (((i * 37) % 21) / 10 - 1));
  const linear = wave(program.linear.length);
  if (program.rows.hasIntercept) linear[0] = place.location;
  const effects = program.terms.map((t) => wave(t.levels.length * t.coefs.length));
  const auxiliary = Float64Array.from(program.auxiliary, ({ name }) => parameters[name]);
  return {
    ...{ linear, effects, auxiliary },
    linearOut: new Float64Array(linear.length),
    auxiliaryOut: new Float64Array(auxiliary.length),
    effectsOut: effects.map((b) => new Float64Array(b.length)),
  };
}

function kernelsOf(model: FamilyModel): (() => void)[] {
  const one = declared(model);
  const point = pointOf(one, model);
  return [compileRowKernel(one.program), compileRowForce(one.program)].map((kernel) => callAt(kernel, point));
}

const ofLogistic = kernelsOf(logistic);

function timeFamily(model: FamilyModel): FamilyRow {
  const rows = model.columns.y.length;
  const [f64, f32, base64, base32] = timed([...kernelsOf(model), ...ofLogistic]);
  return {
    ...{ family: model.family.name, link: model.link },
    ...{ f64: (1000 * f64) / rows, f32: (1000 * f32) / rows, ratio64: f64 / base64, ratio32: f32 / base32 },
  };
}

type Evaluate = (at: Float64Array, out: Float64Array) => unknown;

function movingPoint(dimension: number, evaluate: Evaluate): () => void {
  const at = Float64Array.from({ length: dimension }, (_, i) => 0.05 * (((i * 37) % 21) / 10 - 1));
  const out = new Float64Array(dimension);
  let turn = 0;
  return () => {
    at[0] = 1e-6 * turn++; // nothing of the last call will do
    evaluate(at, out);
  };
}

/** Value and gradient, and the force. */
function wholeCalls({ program }: Model): (() => void)[] {
  const { dimension, logDensityAndGradient, force } = compileLogDensity(program);
  return [logDensityAndGradient, force].map((evaluate: Evaluate) => movingPoint(dimension, evaluate));
}

function modelOf({ formula, family, residual, columns }: StructureModel): Model {
  return glmm(formula, tableFromColumns(columns), {
    family,
    ...(residual === undefined ? {} : { residual }),
  });
}

function timeGroups(): FamilyRow[] {
  const plain = wholeCalls(declared(logistic));
  return groupModels().map((model) => {
    const rows = model.columns.count.length;
    const calls = [...wholeCalls(modelOf(model)), ...plain];
    const [f64, f32, base64, base32] = timed(calls);
    return {
      ...{ family: model.name, link: '', f64: (1000 * f64) / rows, f32: (1000 * f32) / rows },
      ...{ ratio64: f64 / base64, ratio32: f32 / base32 },
    };
  });
}

function timeResiduals(rows: number): ResidualRow[] {
  return residualModels(rows).map((model) => {
    let from = performance.now();
    const { program } = modelOf(model);
    const declare = (performance.now() - from) / 1000;
    from = performance.now();
    const density = compileCollapsed(program, demandCollapsed(program));
    const pass = (performance.now() - from) / 1000;
    const [gradient] = timed([movingPoint(density.dimension, density.logDensityAndGradient)]);
    return { residual: model.residual ?? '', rows, declare, pass, gradient };
  });
}

/** One fit of each family under its default link. */
async function sampleFamilies(): Promise<FitRow[]> {
  const fits: FitRow[] = [];
  for (const family of builtinFamilies)
    fits.push(await sampleOne(family.name, declared(familyModel(family, family.defaultLink, fitRows))));
  return fits;
}

/** One fit of each structure of group effects and of residuals. */
async function sampleStructures(): Promise<FitRow[]> {
  const fits: FitRow[] = [];
  for (const one of groupModels(fitRows, fitGroups)) fits.push(await sampleOne(one.name, modelOf(one)));
  for (const one of residualModels(fitRows))
    fits.push(await sampleOne(one.residual ?? one.name, modelOf(one)));
  return fits;
}

async function sampleOne(name: string, model: Model): Promise<FitRow> {
  const fit = await sample(model, { seed: 'bench', chains: 2, draws: 250 });
  const { strategy, minEss, essPerSecond, chainSeconds, maxRhat, divergences } = describeSampling(fit);
  process.stderr.write(`${name}: ${chainSeconds.toFixed(1)} s\n`);
  return { name, strategy, minEss, essPerSecond, chainSeconds, maxRhat, divergences };
}

const parts = {
  families: () =>
    builtinFamilies.flatMap((family) =>
      Object.keys(family.links).map((link) => timeFamily(familyModel(family, link))),
    ),
  groups: timeGroups,
  residuals: () => [10_000, 1_000_000].flatMap(timeResiduals),
  fits: sampleFamilies,
  structureFits: sampleStructures,
};

interface Options {
  readonly only?: string;
  readonly parts: string;
}

/** Some families and links, which are shown and not kept. */
function showFamilies(names: readonly string[]): void {
  const rows = builtinFamilies
    .filter(({ name }) => names.includes(name))
    .flatMap((family) => Object.keys(family.links).map((link) => timeFamily(familyModel(family, link))));
  console.log(textTable(familyTable(rows)));
}

async function run(options: Options): Promise<void> {
  const machine = thisMachine();
  console.log(`${machineLine(machine)}.${busyWarning(machine)}\n`);
  if (options.only !== undefined) return showFamilies(options.only.split(','));
  const wanted = (part: keyof typeof parts): boolean => options.parts.split(',').includes(part);
  const before = latestResults<FamilyResults>('families')?.rows[0];
  const results: FamilyResults = {
    families: wanted('families') ? parts.families() : (before?.families ?? []),
    groups: wanted('groups') ? parts.groups() : (before?.groups ?? []),
    residuals: wanted('residuals') ? parts.residuals() : (before?.residuals ?? []),
    fits: wanted('fits') ? await parts.fits() : (before?.fits ?? []),
    structureFits: wanted('structureFits') ? await parts.structureFits() : (before?.structureFits ?? []),
  };
  const tables = [
    familyTable(results.families),
    groupTable(results.groups),
    residualTable(results.residuals),
    fitTable([...results.fits, ...results.structureFits]),
  ];
  console.log(tables.map(textTable).join('\n\n'));
  const note =
    '4000 rows, three predictors and a factor of 200 levels, timed in turn with bernoulli under logit';
  console.log(`\nwritten to ${writeResults('families', { machine, note, rows: [results] })}`);
}

await new Command('bench:families')
  .option('--only <names>', 'families, separated by commas; then nothing is written')
  .option('--parts <names>', 'what to measure anew', Object.keys(parts).join(','))
  .action(run)
  .parseAsync();
