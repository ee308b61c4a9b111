import { type Code, f64, i32 } from '../wasm/instructions.ts';
import { vectorLoad, vectorStore } from '../wasm/lanes.ts';
import { callScalar } from '../wasm/lowerExpression.ts';
import type { Variable } from '../wasm/writer.ts';
import { columnBytes, type PredictorShape } from './rowShape.ts';
import { type Block, columnAt, eachVector, etaArray, scratchAt, sum, vectorBytes } from './wasmBlock.ts';
import { addTo, hasEffects } from './wasmTerms.ts';

/** The passes over a block's linear predictors: eta += X beta before the densities, and the sums X'r after them. */

/** Columns a loop takes at a time, so that their coefficients or sums stay in registers. */
const panelWidth = 8;

/** Columns `first`, ..., `first + count - 1` of a linear predictor, further on by what `shift` says (in a loop). */
interface Panel {
  readonly first: number;
  readonly count: number;
  /** Added to the record's address, and to the area's for coefficients and for sums; null for 0. */
  readonly shift: { readonly columns: Code; readonly coefficients: Code; readonly sums: Code } | null;
}

/** Takes a linear predictor's columns by panels: whole ones in a loop if there are several, then the rest. */
function eachPanel(block: Block, { width }: PredictorShape, once: (panel: Panel) => void): void {
  const { w, lanes, areaShape } = block;
  const whole = Math.floor(width / panelWidth);
  const rest = width % panelWidth;
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

/** Number of a column's coefficient, the intercept's being the first where there is one. */
const coefficientOf = ({ hasIntercept, firstCoefficient }: PredictorShape, column: number): number =>
  firstCoefficient + column + (hasIntercept ? 1 : 0);

/** Offset of coefficient number `coefficient`. */
const coefficientAt = ({ areaShape, lanes }: Block, coefficient: number): number =>
  areaShape.linear + coefficient * lanes.size;

/** Each eta = (what the terms wrote) + intercept + offset + X beta. */
export function addPredictors(block: Block): void {
  block.shape.predictors.forEach((_, p) => {
    addPredictor(block, p);
  });
}

function addPredictor(block: Block, p: number): void {
  const { w, lanes, area } = block;
  const predictor = block.shape.predictors[p];
  const { width, firstColumn } = predictor;
  const eta = scratchAt(block, etaArray(p));
  const start = startOfEta(block, p);
  const addTogether = (products: (columns: Code) => Code[], first: boolean): void =>
    eachVector(block, (scratch, columns) => {
      const before = first ? start(scratch, columns) : [vectorLoad(scratch, eta)];
      w.emit(vectorStore(scratch, sum(lanes, [...before, ...products(columns)]), eta));
    });
  const ahead = width === 0 || width >= 2 * panelWidth;
  if (ahead) addTogether(() => [], true);
  eachPanel(block, predictor, ({ first, count, shift }) => {
    const from = shifted(area, shift?.coefficients);
    const own = Array.from({ length: count }, (_, j) => first + j);
    const beta = own.map((j) =>
      w.keep(lanes.loadSplat(from, coefficientAt(block, coefficientOf(predictor, j)))),
    );
    const products = (record: Code): Code[] => {
      const columns = shift === null ? record : w.keep(i32.add(record, shift.columns), 'i32');
      return own.map((j, i) => lanes.mul(beta[i], vectorLoad(columns, columnAt(block, firstColumn + j))));
    };
    addTogether(products, !ahead && first === 0);
  });
}

/** What an eta starts from at a vector of rows: effects, intercept, offset, as far as there are any; else 0. */
function startOfEta(block: Block, p: number): (scratch: Code, columns: Code) => Code[] {
  const { w, lanes, area, shape } = block;
  const { offset, hasIntercept, firstCoefficient } = shape.predictors[p];
  const at = coefficientAt(block, firstCoefficient);
  const intercept = hasIntercept ? w.keep(lanes.loadSplat(area, at)) : null;
  return (scratch, columns) => {
    const parts: Code[] = hasEffects(block, p) ? [vectorLoad(scratch, scratchAt(block, etaArray(p)))] : [];
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

/** Which scratch arrays are summed as they are: the value, the slopes in the etas and in the auxiliary parameters. */
export interface SummedArrays {
  readonly value: number | null;
  /** A product whose logarithm counts `times` in the value. */
  readonly product: { readonly array: number; readonly times: number } | null;
  /** One a linear predictor; none where no slope is wanted. */
  readonly slopes: readonly number[];
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
  arrays.slopes.forEach((slope, p) => {
    const { hasIntercept, firstCoefficient } = shape.predictors[p];
    if (hasIntercept) plain.push(whole(slope, linearAt + 8 * firstCoefficient));
  });
  arrays.auxiliary.forEach((array, a) => {
    plain.push(whole(array, auxiliaryAt + 8 * a));
  });
  for (let i = 0; i < plain.length; i += panelWidth) reduce(block, plain.slice(i, i + panelWidth));
  arrays.slopes.forEach((slope, p) => {
    const predictor = shape.predictors[p];
    eachPanel(block, predictor, (panel) => {
      reduce(block, panelSums(block, predictor, panel, slope, linearAt));
    });
  });
}

function panelSums(
  block: Block,
  predictor: PredictorShape,
  { first, count, shift }: Panel,
  slope: number,
  linearAt: number,
): Reduction[] {
  const { lanes, area } = block;
  const { firstColumn } = predictor;
  return Array.from({ length: count }, (_, i) => ({
    kind: 'sum',
    take: (scratch, record, further) => {
      const column = vectorLoad(
        shifted(record, shift?.columns),
        columnAt(block, firstColumn + first + i) + further,
      );
      return lanes.mul(vectorLoad(scratch, scratchAt(block, slope) + further), column);
    },
    finish: (total) =>
      addTo(
        block,
        shifted(area, shift?.sums),
        linearAt + 8 * coefficientOf(predictor, first + i),
        lanes.total(total),
      ),
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
export function neutralise(block: Block, { value, product, slopes, auxiliary }: SummedArrays): void {
  const { w, lanes, area, bytes } = block;
  const end = w.keep(i32.add(area, bytes), 'i32');
  const fill = (array: number, neutral: 0 | 1): void => {
    for (let further = 0; further < 2 * vectorBytes; further += vectorBytes)
      w.emit(vectorStore(end, lanes.constant(neutral), scratchAt(block, array) + further));
  };
  for (const array of [value, ...slopes, ...auxiliary]) if (array !== null) fill(array, 0);
  if (product !== null) fill(product.array, 1);
}
