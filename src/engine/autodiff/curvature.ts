import { children, type Expression, topologicalOrder, type UnaryOp } from './expression.ts';

/** How an expression bends as a function of one variable, as far as its operations show. */
export type Curvature = 'affine' | 'convex' | 'concave' | 'unknown';

/** Numbers between two ends, both included. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

const everywhere: Range = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/**
 * Whether an expression is convex or concave in the variable `name`, whatever the others are within their ranges (anything
 * for those not given). Read from the operations by the rules of disciplined convex programming, so that the answer is a proof
 * where it is one; 'unknown' is no proof of the contrary. Source: Grant, Boyd & Ye 2006.
 */
export function curvatureIn(e: Expression, name: string, ranges: ReadonlyMap<string, Range>): Curvature {
  const found = new Map<Expression, Known>();
  const of = (x: Expression): Known => found.get(x) as Known;
  for (const node of topologicalOrder([e])) {
    const reads = (node.kind === 'variable' && node.name === name) || children(node).some((x) => of(x).reads);
    const range = reads ? everywhere : rangeOf(node, (x) => of(x).range, ranges);
    const curvature = reads ? bend(node, of) : 'affine';
    found.set(node, { curvature, range, reads, isPosynomial: isPosynomial(node, of, range, reads) });
  }
  return of(e).curvature;
}

/** The range of an expression, by interval arithmetic: no narrower than the true one. */
export function rangeIn(e: Expression, ranges: ReadonlyMap<string, Range>): Range {
  const found = new Map<Expression, Range>();
  const of = (x: Expression): Range => found.get(x) as Range;
  for (const node of topologicalOrder([e])) found.set(node, rangeOf(node, of, ranges));
  return of(e);
}

interface Known {
  readonly curvature: Curvature;
  readonly range: Range;
  readonly reads: boolean;
  /** A sum of positive multiples of exponentials of straight lines: its logarithm is convex, and log(1 + it) too. */
  readonly isPosynomial: boolean;
}

function isPosynomial(
  node: Expression,
  of: (x: Expression) => Known,
  { low }: Range,
  reads: boolean,
): boolean {
  if (!reads) return low >= 0;
  if (node.kind === 'unary') return node.op === 'exp' && of(node.a).curvature === 'affine';
  if (node.kind !== 'binary') return false;
  const [a, b] = [of(node.a), of(node.b)];
  if (node.op === 'add' || node.op === 'mul') return a.isPosynomial && b.isPosynomial;
  return node.op === 'div' && a.isPosynomial && !b.reads && b.range.low >= 0;
}

/** Functions that rise and bend one way: convex ones keep what is convex so, concave ones what is concave. */
const rising: Readonly<Partial<Record<UnaryOp, 'convex' | 'concave'>>> = {
  exp: 'convex',
  expm1: 'convex',
  log1pexp: 'convex',
  log: 'concave',
  log1p: 'concave',
  sqrt: 'concave',
  logNormalCdf: 'concave',
};

const opposite: Readonly<Record<Curvature, Curvature>> = {
  affine: 'affine',
  convex: 'concave',
  concave: 'convex',
  unknown: 'unknown',
};

const joined = (a: Curvature, b: Curvature): Curvature =>
  a === 'affine' || a === b ? b : b === 'affine' ? a : 'unknown';

/** Of a node that reads the variable. */
function bend(node: Expression, of: (x: Expression) => Known): Curvature {
  switch (node.kind) {
    case 'constant':
    case 'variable':
      return 'affine';
    case 'unary': {
      const { curvature } = of(node.a);
      if (node.op === 'neg') return opposite[curvature];
      if (node.op === 'abs') return curvature === 'affine' ? 'convex' : 'unknown';
      const isOfPositives = node.op === 'log' || node.op === 'log1p';
      if (isOfPositives && of(node.a).isPosynomial) return 'convex';
      const way = rising[node.op];
      return way !== undefined && (curvature === 'affine' || curvature === way) ? way : 'unknown';
    }
    case 'binary': {
      const [a, b] = [of(node.a), of(node.b)];
      const soft = softPlusOf(node);
      if (soft !== null && of(soft).curvature === 'affine') return 'convex';
      if (node.op === 'mul' && node.a === node.b && a.curvature === 'affine') return 'convex';
      if (node.op === 'add') return joined(a.curvature, b.curvature);
      if (node.op === 'sub') return joined(a.curvature, opposite[b.curvature]);
      if (node.op === 'mul') return a.reads ? (b.reads ? 'unknown' : scaled(a, b.range)) : scaled(b, a.range);
      return b.reads ? 'unknown' : scaled(a, b.range);
    }
    case 'select': {
      if (of(node.a).reads || of(node.b).reads) return 'unknown';
      return joined(of(node.ifLess).curvature, of(node.otherwise).curvature);
    }
  }
}

/** d where a node is log(1 + exp(d)) or log(1 + exp(-d)) as densities write it: max(d, 0) or max(-d, 0), + log1p(exp(-|d|)). */
function softPlusOf(node: Expression): Expression | null {
  if (node.kind !== 'binary' || node.op !== 'add' || node.a.kind !== 'select') return null;
  const { a: d, b: bound, ifLess, otherwise } = node.a;
  const least = inside(node.b, ['log1p', 'exp', 'neg', 'abs']);
  const upper = isZero(ifLess) && otherwise === d;
  const lower = isNegative(ifLess, d) && isZero(otherwise);
  return isZero(bound) && (upper || lower) && least === d ? d : null;
}

/** What these operations, the outermost first, are of; null where a node is something else. */
function inside(e: Expression, ops: readonly UnaryOp[]): Expression | null {
  const [op, ...others] = ops;
  if (op === undefined) return e;
  return e.kind === 'unary' && e.op === op ? inside(e.a, others) : null;
}

/** Whether e is -d; a difference is negated by changing its sides. */
function isNegative(e: Expression, d: Expression): boolean {
  if (e.kind === 'unary') return e.op === 'neg' && e.a === d;
  if (e.kind !== 'binary' || d.kind !== 'binary') return false;
  return e.op === 'sub' && d.op === 'sub' && e.a === d.b && e.b === d.a;
}

const isZero = (e: Expression): boolean => e.kind === 'constant' && e.value === 0;

function scaled({ curvature }: Known, { low, high }: Range): Curvature {
  if (curvature === 'affine' || low >= 0) return curvature;
  return high <= 0 ? opposite[curvature] : 'unknown';
}

const monotone: ReadonlySet<UnaryOp> = new Set<UnaryOp>([
  'exp',
  'expm1',
  'log1pexp',
  'logistic',
  'tanh',
  'atan',
]);

function rangeOf(node: Expression, of: (x: Expression) => Range, ranges: ReadonlyMap<string, Range>): Range {
  switch (node.kind) {
    case 'constant':
      return { low: node.value, high: node.value };
    case 'variable':
      return ranges.get(node.name) ?? everywhere;
    case 'unary':
      return unaryRange(node.op, of(node.a));
    case 'binary':
      return binaryRange(node.op, of(node.a), of(node.b));
    case 'select': {
      const [a, b] = [of(node.ifLess), of(node.otherwise)];
      return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
    }
  }
}

/** Only signs are asked for, so that ends at infinity and 0 are enough. */
function unaryRange(op: UnaryOp, { low, high }: Range): Range {
  if (op === 'neg') return { low: -high, high: -low };
  if (op === 'abs') return { low: low > 0 ? low : high < 0 ? -high : 0, high: Math.max(-low, high) };
  if (op === 'sqrt' || op === 'exp' || op === 'log1pexp' || op === 'logistic')
    return { low: 0, high: Number.POSITIVE_INFINITY };
  if (monotone.has(op) || op === 'log1p')
    return { low: low >= 0 ? 0 : everywhere.low, high: high <= 0 ? 0 : everywhere.high };
  if (op === 'log') return { low: low >= 1 ? 0 : everywhere.low, high: high <= 1 ? 0 : everywhere.high };
  return everywhere;
}

function binaryRange(op: 'add' | 'sub' | 'mul' | 'div', a: Range, b: Range): Range {
  if (op === 'add') return { low: a.low + b.low, high: a.high + b.high };
  if (op === 'sub') return { low: a.low - b.high, high: a.high - b.low };
  const ends = op === 'mul' ? products(a, b) : products(a, reciprocals(b));
  return { low: Math.min(...ends), high: Math.max(...ends) };
}

/** 0 times anything is 0. */
const products = (a: Range, b: Range): number[] =>
  [a.low, a.high].flatMap((x) => [b.low, b.high].map((y) => (x === 0 || y === 0 ? 0 : x * y)));

function reciprocals({ low, high }: Range): Range {
  if (low > 0 || (low === 0 && high > 0))
    return { low: 1 / high, high: low === 0 ? Number.POSITIVE_INFINITY : 1 / low };
  if (high < 0) return { low: 1 / high, high: 1 / low };
  return everywhere;
}
