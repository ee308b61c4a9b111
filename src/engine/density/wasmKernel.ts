import type { Expression } from '../autodiff/index.ts';
import type { ModuleSource } from '../wasm/encoder.ts';
import { type Code, i32, load } from '../wasm/instructions.ts';
import { bits, bits64, vectorLoad, vectorStore } from '../wasm/lanes.ts';
import { splitLogProduct } from '../wasm/logProduct.ts';
import { lowerExpression, type OddLanes, scalarImports } from '../wasm/lowerExpression.ts';
import { functionWriter } from '../wasm/writer.ts';
import { columnOf, type Precision, type RowShape } from './rowShape.ts';
import { type AreaShape, areaShape } from './wasmArea.ts';
import { type Block, columnAt, eachBlock, eachVector, etaArray, scratchAt } from './wasmBlock.ts';
import { addPredictors, addSums, neutralise, type SummedArrays } from './wasmLinear.ts';
import { addToGradients, passOver, writeEffects } from './wasmTerms.ts';

/**
 * Modules of row kernels. Each exports `run(area)`, which goes through the rows a block at a time: effects and
 * predictors into eta, the family's expressions vector by vector into scratch, and from there the sums.
 */
export interface KernelSource {
  readonly source: ModuleSource;
  readonly area: AreaShape;
}

/** The family's expressions in ordinary operations, over y, the etas, trials, weight and hoisted values. */
export interface GradientExpressions {
  /** Null for a force, which has none. */
  readonly value: Expression | null;
  /** In each linear predictor. */
  readonly slopes: readonly Expression[];
  readonly auxiliarySlopes: readonly Expression[];
  readonly hoisted: number;
}

/** Where a result of the expressions goes: scratch of the block, or array number `array` of all rows. */
type Place = { readonly kind: 'scratch' | 'rows'; readonly array: number };

interface Result {
  readonly expression: Expression;
  readonly place: Place;
}

/** Arrays of all rows at the block's first row; the first ones hold the variables `inputs`. */
interface RowArrays {
  readonly inputs: readonly string[];
  readonly arrays: readonly Code[];
}

const runType = { parameters: ['i32'], results: [] } as const;

/** Adds up the value (unless left out) and its derivatives. */
export function gradientKernel(
  shape: RowShape,
  precision: Precision,
  { value, slopes, auxiliarySlopes, hoisted }: GradientExpressions,
  shared: boolean,
): KernelSource {
  const results = new Results(shape.predictors.length);
  const arrays = {
    slopes: slopes.map((expression) => results.inScratch(expression)),
    ...(value === null ? { value: null, product: null } : results.ofValue(value)),
    auxiliary: auxiliarySlopes.map((expression) => results.inScratch(expression)),
  };
  const counts = { hoisted, auxiliary: auxiliarySlopes.length, scratch: results.scratch };
  const area = areaShape(shape, precision, counts);
  const source = kernelModule(shape, area, shared, 0, (block) => {
    writeEffects(block);
    addPredictors(block);
    evaluate(block, results.all, { inputs: [], arrays: [] });
    neutralise(block, arrays);
    addSums(block, arrays);
    addToGradients(block, arrays.slopes);
  });
  return { source, area };
}

/** Adds up the value alone. */
export function valueKernel(
  shape: RowShape,
  { value, hoisted }: { readonly value: Expression; readonly hoisted: number },
  shared: boolean,
): KernelSource {
  const results = new Results(shape.predictors.length);
  const arrays = { ...results.ofValue(value), slopes: [], auxiliary: [] };
  const area = areaShape(shape, 'f64', { hoisted, auxiliary: 0, scratch: results.scratch });
  const source = kernelModule(shape, area, shared, 0, (block) => {
    writeEffects(block);
    addPredictors(block);
    evaluate(block, results.all, { inputs: [], arrays: [] });
    neutralise(block, arrays);
    addSums(block, arrays);
    passOver(block);
  });
  return { source, area };
}

/** A pass over arrays of all rows: see `RowLoop`. */
export interface LoopExpressions {
  /** Variables that stand in arrays of all rows, the first ones. */
  readonly inputs: readonly string[];
  /** What is written to further such arrays. */
  readonly stores: readonly Expression[];
  /** What is summed. */
  readonly totals: readonly Expression[];
  readonly hoisted: number;
}

/** Evaluates expressions for all rows, storing some and adding others up, with no predictor and no terms. */
export function loopKernel(
  shape: RowShape,
  { inputs, stores, totals, hoisted }: LoopExpressions,
  shared: boolean,
): KernelSource {
  const bare: RowShape = { ...shape, predictors: [], terms: [] };
  const results = new Results(0);
  const arrays = {
    ...(totals.length === 0 ? { value: null, product: null } : results.ofValue(totals[0])),
    slopes: [],
    auxiliary: totals.slice(1).map((expression) => results.inScratch(expression)),
  };
  stores.forEach((expression, i) => {
    results.inRows(expression, inputs.length + i);
  });
  const counts = { hoisted, auxiliary: arrays.auxiliary.length, scratch: results.scratch };
  const area = areaShape(bare, 'f64', counts);
  const source = kernelModule(bare, area, shared, inputs.length + stores.length, (block, rowArrays) => {
    evaluate(block, results.all, { inputs, arrays: rowArrays });
    neutralise(block, arrays);
    addSums(block, arrays);
  });
  return { source, area };
}

/** What a kernel evaluates, with a place for each result. */
class Results {
  readonly all: Result[] = [];
  /** Scratch arrays taken, those of the linear predictors first. */
  scratch: number;

  constructor(predictors: number) {
    this.scratch = predictors;
  }

  inScratch(expression: Expression): number {
    const array = this.scratch++;
    this.all.push({ expression, place: { kind: 'scratch', array } });
    return array;
  }

  inRows(expression: Expression, array: number): void {
    this.all.push({ expression, place: { kind: 'rows', array } });
  }

  /** The value in two arrays: what is summed, and factors whose product's logarithm is added. */
  ofValue(value: Expression): Pick<SummedArrays, 'value' | 'product'> {
    const { rest, times, factors } = splitLogProduct(value);
    if (factors.length === 0) return { value: this.inScratch(rest), product: null };
    const product = factors.reduce((a, b): Expression => ({ kind: 'binary', op: 'mul', a, b }));
    return { value: this.inScratch(rest), product: { array: this.inScratch(product), times } };
  }
}

function kernelModule(
  shape: RowShape,
  area: AreaShape,
  shared: boolean,
  rowArrays: number,
  once: (block: Block, arrays: readonly Code[]) => void,
): ModuleSource {
  const w = functionWriter(runType);
  const { arrays, arrayBytes } = area.header;
  const parameter = w.parameter(0);
  const moving = Array.from({ length: rowArrays }, (_, i) =>
    w.variable(
      'i32',
      i32.add(load('i32', parameter, arrays), i32.mul(load('i32', parameter, arrayBytes), i)),
    ),
  );
  eachBlock(w, shape, area, (block) => {
    once(
      block,
      moving.map((array) => array.get),
    );
    for (const array of moving) array.set(i32.add(array.get, block.bytes));
  });
  return { memory: { shared }, imports: scalarImports, functions: [w.finish('run')] };
}

/**
 * The family's expressions over the block's vectors. The first loop takes every argument for an ordinary one; if one
 * was not, a second loop begins again, mending odd lanes as it goes.
 */
function evaluate(block: Block, results: readonly Result[], rowArrays: RowArrays): void {
  const { w } = block;
  const allOnes = bits64(-1, -1);
  const allWell = w.variable('v128', allOnes);
  const noted = { any: false };
  const note = {
    get: allWell.get,
    set: (value: Code): void => {
      noted.any = true;
      allWell.set(value);
    },
  };
  evaluateOnce(block, results, rowArrays, { kind: 'note', allWell: note });
  if (noted.any)
    w.when(bits.anyTrue(bits.not(allWell.get)), () =>
      evaluateOnce(block, results, rowArrays, { kind: 'mend' }),
    );
}

function evaluateOnce(block: Block, results: readonly Result[], rowArrays: RowArrays, odd: OddLanes): void {
  const { w, lanes, area } = block;
  const reference = invariants(block);
  const expressions = results.map((result) => result.expression);
  eachVector(block, (scratch, columns) => {
    const further = rowArrays.arrays.length === 0 ? null : w.keep(i32.sub(scratch, area), 'i32');
    const inRows = (array: number): Code => i32.add(rowArrays.arrays[array], further ?? 0);
    const spell = (name: string): Code => {
      const input = rowArrays.inputs.indexOf(name);
      return input < 0 ? reference(scratch, columns)(name) : vectorLoad(inRows(input));
    };
    const values = lowerExpression(w, lanes, expressions, spell, odd);
    results.forEach(({ place }, i) => {
      w.emit(
        place.kind === 'scratch'
          ? vectorStore(scratch, values[i], scratchAt(block, place.array))
          : vectorStore(inRows(place.array), values[i]),
      );
    });
  });
}

/** Loads hoisted values ahead of the loop, and spells every other variable inside it. */
function invariants(block: Block): (scratch: Code, columns: Code) => (name: string) => Code {
  const { w, lanes, area, areaShape: shape } = block;
  const hoisted = Array.from({ length: shape.nHoisted }, (_, i) =>
    w.keep(lanes.loadSplat(area, shape.hoisted + i * lanes.size)),
  );
  const etas = block.shape.predictors.map(({ eta }) => eta);
  return (scratch, columns) => (name) => {
    const predictor = etas.indexOf(name);
    if (predictor >= 0) return vectorLoad(scratch, scratchAt(block, etaArray(predictor)));
    if (name.startsWith(hoistedPrefix)) return hoisted[Number(name.slice(hoistedPrefix.length))];
    const column = columnOf(block.shape, name === 'weight' ? 'weights' : name);
    if (column !== null) return vectorLoad(columns, columnAt(block, column));
    if (name === 'trials') return lanes.constant(1);
    throw new RangeError(`kernel: the row density reads "${name}", which no row has`);
  };
}

/** Names of hoisted values in a kernel's expressions; no family can name a parameter so. */
export const hoistedPrefix = '#';
