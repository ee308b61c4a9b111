/**
 * What a row costs under every family and link, and a gradient under every structure of group effects and residuals, as
 * multiples of the logistic model timed in turn with it.
 * @example npm run bench:families -- --only beta,poisson
 */
import { Command } from 'commander';
import { builtinFamilies } from '../models/families/builtin.ts';
import { glmm, type Model } from '../models/glmm.ts';
import { collapsedStatistics, compileCollapsed } from '../src/engine/collapsed/density.ts';
import { compileLogDensity } from '../src/engine/density/logDensity.ts';
import { compileRowForce, compileRowKernel } from '../src/engine/density/rowKernel.ts';
import { tableFromColumns } from '../src/index.ts';
import { textTable } from './cells.ts';
import { type FamilyModel, familyModel, usualValue } from './familyModels.ts';
import { type FamilyRow, familyTable, groupTable, type ResidualRow, residualTable } from './familyTables.ts';
import { callAt, leastMicroseconds, type Point } from './gradients.ts';
import { busyWarning, machineLine, thisMachine } from './machine.ts';
import { writeResults } from './results.ts';
import { groupModels, residualModels, type StructureModel } from './structureModels.ts';

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
function pointOf({ program }: Model, { family, place }: FamilyModel): Point {
  const wave = (length: number): Float64Array =>
    Float64Array.from({ length }, (_, i) => 0.03 * place.unit * (((i * 37) % 21) / 10 - 1));
  const linear = wave(program.linear.length);
  linear[0] = place.location;
  const own = family.parameters.filter(({ name }) => program.auxiliary.some((one) => one.name === name));
  const auxiliary = Float64Array.from(own, (parameter) => usualValue(family, parameter));
  const effects = program.terms.map((t) => wave(t.levels.length * t.coefs.length));
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
    const density = compileCollapsed(program, collapsedStatistics(program));
    const pass = (performance.now() - from) / 1000;
    const [gradient] = timed([movingPoint(density.dimension, density.logDensityAndGradient)]);
    return { residual: model.residual ?? '', rows, declare, pass, gradient };
  });
}

interface Options {
  readonly only?: string;
}

function run({ only }: Options): void {
  const machine = thisMachine();
  console.log(`${machineLine(machine)}.${busyWarning(machine)}\n`);
  const wanted = only?.split(',');
  const families = builtinFamilies
    .filter(({ name }) => wanted === undefined || wanted.includes(name))
    .flatMap((family) => Object.keys(family.links).map((link) => timeFamily(familyModel(family, link))));
  console.log(`${textTable(familyTable(families))}\n`);
  if (wanted !== undefined) return;
  const groups = timeGroups();
  console.log(`${textTable(groupTable(groups))}\n`);
  const residuals = [10_000, 1_000_000].flatMap(timeResiduals);
  console.log(`${textTable(residualTable(residuals))}\n`);
  const note =
    '4000 rows, three predictors and a factor of 200 levels; ratios to bernoulli under logit, timed in turn';
  console.log(
    `written to ${writeResults('families', { machine, note, rows: [{ families, groups, residuals }] })}`,
  );
}

await new Command('bench:families')
  .option('--only <names>', 'families, separated by commas; then nothing is written')
  .action(run)
  .parseAsync();
