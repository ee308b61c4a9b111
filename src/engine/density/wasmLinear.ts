import { type Code, f64, i32 } from '../wasm/instructions.ts';
import { vectorLoad, vectorStore } from '../wasm/lanes.ts';
import { callScalar } from '../wasm/lowerExpression.ts';
import type { Variable } from '../wasm/writer.ts';
import { columnBytes, columnOf } from './rowShape.ts';
import { type Block, columnAt, eachVector, etaArray, scratchAt, sum, vectorBytes } from './wasmBlock.ts';
import { addTo } from './wasmTerms.ts';

/** The passes over a block's predictors: eta += X beta before the densities, and the sums X'r after them. */

/** Columns a loop takes at a time, so that their coefficients or sums stay in registers. */
const panelWidth = 8;

/** Predictors `first`, ..., `first + count - 1`, further on by what `columns` and `parameters` say (in a loop). */
interface Panel {
  readonly first: number;
  readonly count: number;
  /** Added to the record's address, and to the area's for coefficients and for sums; null for 0. */
  readonly shift: { readonly columns: Code; readonly coefficients: Code; readonly sums: Code } | null;
}

/** Takes the predictors by panels: whole ones in a loop if there are several, then the rest. */
function eachPanel(block: Block, once: (panel: Panel) => void): void {
  const { w, shape, lanes, areaShape } = block;
  const whole = Math.floor(shape.width / panelWidth);
  const rest = shape.width % panelWidth;
  if (whole === 1) once({ first: 0, count: panelWidth, shift: null });
  if (whole > 1) {
    const panel = w.variable('i32', i32.constant(0));
    w.repeat(() => {
      const by = (bytes: number): Code => w.keep(i32.mul(panel.get, panelWidth * bytes), 'i32');
      const shift = {
        columns: by(columnBytes(areaShape.precision)),
        coefficients: by(lanes.size),
        sums: by(8),
      };
      once({ first: 0, count: panelWidth, shift });
      panel.set(i32.add(panel.get, 1));
      return i32.lessUnsigned(panel.get, whole);
    });
  }
  if (rest > 0) once({ first: whole * panelWidth, count: rest, shift: null });
}

const shifted = (address: Code, by: Code | undefined): Code =>
  by === undefined ? address : i32.add(address, by);

/** Offset of a predictor's coefficient, the intercept's being the first where there is one. */
const coefficientAt = ({ shape, areaShape, lanes }: Block, predictor: number): number =>
  areaShape.linear + (predictor + (shape.hasIntercept ? 1 : 0)) * lanes.size;

/** eta = (what the terms wrote) + intercept + offset + X beta. */
export function addPredictors(block: Block): void {
  const { w, lanes, area, shape } = block;
  const eta = scratchAt(block, etaArray);
  const start = startOfEta(block);
  const addTogether = (products: (columns: Code) => Code[], first: boolean): void =>
    eachVector(block, (scratch, columns) => {
      const before = first ? start(scratch, columns) : [vectorLoad(scratch, eta)];
      w.emit(vectorStore(scratch, sum(lanes, [...before, ...products(columns)]), eta));
    });
  const ahead = shape.width === 0 || shape.width >= 2 * panelWidth;
  if (ahead) addTogether(() => [], true);
  eachPanel(block, ({ first, count, shift }) => {
    const from = shifted(area, shift?.coefficients);
    const predictors = Array.from({ length: count }, (_, j) => first + j);
    const beta = predictors.map((j) => w.keep(lanes.loadSplat(from, coefficientAt(block, j))));
    const products = (record: Code): Code[] => {
      const columns = shift === null ? record : w.keep(i32.add(record, shift.columns), 'i32');
      return predictors.map((j, i) => lanes.mul(beta[i], vectorLoad(columns, columnAt(block, j))));
    };
    addTogether(products, !ahead && first === 0);
  });
}

/** What eta starts from at a vector of rows: effects, intercept, offset, as far as there are any; else 0. */
function startOfEta(block: Block): (scratch: Code, columns: Code) => Code[] {
  const { w, lanes, area, shape, areaShape } = block;
  const offset = columnOf(shape, 'offset');
  const intercept = shape.hasIntercept ? w.keep(lanes.loadSplat(area, areaShape.linear)) : null;
  return (scratch, columns) => {
    const parts: Code[] = shape.terms.length > 0 ? [vectorLoad(scratch, scratchAt(block, etaArray))] : [];
    if (intercept !== null) parts.push(intercept);
    if (offset !== null) parts.push(vectorLoad(columns, columnAt(block, offset)));
    return parts.length === 0 ? [lanes.constant(0)] : parts;
  };
}

/** A running sum or product over a block's rows: what it takes from each vector, and where it ends up. */
interface Reduction {
  readonly kind: 'sum' | 'product';
  /** Its vector at two moving addresses, some bytes further on. */
  readonly take: (scratch: Code, columns: Code, further: number) => Code;
  readonly finish: (total: Code) => void;
}

/** Which scratch arrays are summed as they are: the value, the slope in eta, the slopes in the auxiliary parameters. */
export interface SummedArrays {
  readonly value: number | null;
  /** A product whose logarithm counts `times` in the value. */
  readonly product: { readonly array: number; readonly times: number } | null;
  readonly slope: number | null;
  readonly auxiliary: readonly number[];
}

/** Adds the block's sums to the instance's: value, X'r with the intercept first, auxiliary slopes. */
export function addSums(block: Block, arrays: SummedArrays): void {
  const { shape, areaShape } = block;
  const valueAt = areaShape.sums;
  const linearAt = valueAt + 8;
  const auxiliaryAt = linearAt + 8 * areaShape.nLinear;
  const whole = (array: number, at: number): Reduction => ({
    kind: 'sum',
    take: (scratch, _, further) => vectorLoad(scratch, scratchAt(block, array) + further),
    finish: (total) => addTo(block, block.area, at, block.lanes.total(total)),
  });
  const plain: Reduction[] = [];
  if (arrays.value !== null) plain.push(whole(arrays.value, valueAt));
  if (arrays.product !== null) plain.push(logProduct(block, arrays.product, valueAt));
  if (arrays.slope !== null && shape.hasIntercept) plain.push(whole(arrays.slope, linearAt));
  arrays.auxiliary.forEach((array, a) => {
    plain.push(whole(array, auxiliaryAt + 8 * a));
  });
  for (let i = 0; i < plain.length; i += panelWidth) reduce(block, plain.slice(i, i + panelWidth));
  const { slope } = arrays;
  if (slope !== null) eachPanel(block, (panel) => reduce(block, panelSums(block, panel, slope, linearAt)));
}

function panelSums(
  block: Block,
  { first, count, shift }: Panel,
  slope: number,
  linearAt: number,
): Reduction[] {
  const { lanes, area, shape } = block;
  const skip = shape.hasIntercept ? 1 : 0;
  return Array.from({ length: count }, (_, i) => ({
    kind: 'sum',
    take: (scratch, record, further) => {
      const column = vectorLoad(shifted(record, shift?.columns), columnAt(block, first + i) + further);
      return lanes.mul(vectorLoad(scratch, scratchAt(block, slope) + further), column);
    },
    finish: (total) =>
      addTo(block, shifted(area, shift?.sums), linearAt + 8 * (first + i + skip), lanes.total(total)),
  }));
}

function logProduct(
  block: Block,
  { array, times }: { readonly array: number; readonly times: number },
  valueAt: number,
): Reduction {
  const { area, lanes } = block;
  return {
    kind: 'product',
    take: (scratch, _, further) => vectorLoad(scratch, scratchAt(block, array) + further),
    finish: (total) => {
      const product = f64.mul(lanes.extract(total, 0), lanes.extract(total, 1));
      addTo(block, area, valueAt, f64.mul(f64.constant(times), callScalar('log', product)));
    },
  };
}

/** Fewer running sums than this wait for their own additions; they are then kept twice. */
const enoughToOverlap = 5;

function reduce(block: Block, reductions: readonly Reduction[]): void {
  const { w, lanes } = block;
  const vectors = reductions.length < enoughToOverlap ? 2 : 1;
  const start = ({ kind }: Reduction): Variable => w.variable('v128', lanes.constant(kind === 'sum' ? 0 : 1));
  const join = ({ kind }: Reduction, a: Code, b: Code): Code =>
    kind === 'sum' ? lanes.add(a, b) : lanes.mul(a, b);
  const running = Array.from({ length: vectors }, () => reductions.map(start));
  eachVector(
    block,
    (scratch, columns) => {
      running.forEach((totals, v) => {
        reductions.forEach((reduction, i) => {
          const taken = reduction.take(scratch, columns, v * vectorBytes);
          totals[i].set(join(reduction, totals[i].get, taken));
        });
      });
    },
    vectors,
  );
  reductions.forEach((reduction, i) => {
    const [total, ...others] = running.map((totals) => totals[i]);
    for (const other of others) total.set(join(reduction, total.get, other.get));
    reduction.finish(total.get);
  });
}

/** Makes the last vectors' lanes past the block's rows neutral: zeros in sums, ones in products. */
export function neutralise(block: Block, { value, product, slope, auxiliary }: SummedArrays): void {
  const { w, lanes, area, bytes } = block;
  const end = w.keep(i32.add(area, bytes), 'i32');
  const fill = (array: number, neutral: 0 | 1): void => {
    for (let further = 0; further < 2 * vectorBytes; further += vectorBytes)
      w.emit(vectorStore(end, lanes.constant(neutral), scratchAt(block, array) + further));
  };
  for (const array of [value, slope, ...auxiliary]) if (array !== null) fill(array, 0);
  if (product !== null) fill(product.array, 1);
}
