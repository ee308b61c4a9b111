import {
  abs,
  add,
  dependence,
  div,
  type Expression,
  exp,
  log1p,
  neg,
  select,
  topologicalOrder,
  unaryFunctions,
} from './expression.ts';
import { interpret } from './interpret.ts';

/** Straight-line JavaScript for a set of expressions. */
export interface Emitted {
  /** Statements that read only loop-invariant variables. */
  readonly prelude: readonly string[];
  /** Statements that read row variables too. */
  readonly body: readonly string[];
  /** JavaScript for the value of each root, in order. */
  readonly results: readonly string[];
}

/**
 * Emits each distinct sub-expression once, operands first. Variables are spelled by `reference`.
 * What does not depend on a name in `perRow` goes to the prelude, so that a row loop does not repeat it.
 */
export function emit(
  roots: readonly Expression[],
  reference: (name: string) => string,
  perRow: ReadonlySet<string> = new Set(),
): Emitted {
  const lowered = lower(roots);
  const rowDependent = dependence(lowered, perRow);
  const prelude: string[] = [];
  const body: string[] = [];
  const texts = new Map<Expression, string>();
  const byRightSide = new Map<string, string>();
  const text = (e: Expression): string => texts.get(e) as string;
  for (const node of topologicalOrder(lowered)) {
    if (node.kind === 'constant' || node.kind === 'variable') {
      texts.set(node, node.kind === 'constant' ? literal(node.value) : reference(node.name));
      continue;
    }
    const rightSide = spell(node, text);
    let name = byRightSide.get(rightSide);
    if (name === undefined) {
      name = `t${byRightSide.size}`;
      byRightSide.set(rightSide, name);
      (rowDependent.has(node) ? body : prelude).push(`const ${name} = ${rightSide};`);
    }
    texts.set(node, name);
  }
  return { prelude, body, results: lowered.map(text) };
}

function literal(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Object.is(value, -0) || value < 0) return `(${Object.is(value, -0) ? '-0' : String(value)})`;
  return String(value);
}

const symbols = { add: '+', sub: '-', mul: '*', div: '/' } as const;

function spell(node: Expression, text: (e: Expression) => string): string {
  switch (node.kind) {
    case 'unary':
      return node.op === 'neg' ? `-${text(node.a)}` : `fn_${node.op}(${text(node.a)})`;
    case 'binary':
      return `${text(node.a)} ${symbols[node.op]} ${text(node.b)}`;
    case 'select':
      return `${text(node.a)} < ${text(node.b)} ? ${text(node.ifLess)} : ${text(node.otherwise)}`;
    case 'constant':
    case 'variable':
      throw new RangeError('leaves have no right side');
  }
}

/**
 * Rewrites `logistic` and `log1pexp` into exp(-|x|) and friends, so that a value and its derivatives share one exp.
 * logistic(x) = 1/(1+t) or t/(1+t), log1pexp(x) = max(x, 0) + log1p(t), with t = exp(-|x|).
 */
function lower(roots: readonly Expression[]): Expression[] {
  const done = new Map<Expression, Expression>();
  const at = (e: Expression): Expression => done.get(e) as Expression;
  for (const node of topologicalOrder(roots)) done.set(node, lowerNode(node, at));
  return roots.map(at);
}

function lowerNode(node: Expression, at: (e: Expression) => Expression): Expression {
  switch (node.kind) {
    case 'constant':
    case 'variable':
      return node;
    case 'unary': {
      const a = at(node.a);
      const t = exp(neg(abs(a)));
      if (node.op === 'logistic') return select(a, 0, div(t, add(1, t)), div(1, add(1, t)));
      if (node.op === 'log1pexp') return add(select(a, 0, 0, a), log1p(t));
      return { ...node, a };
    }
    case 'binary':
      return { ...node, a: at(node.a), b: at(node.b) };
    case 'select':
      return {
        ...node,
        a: at(node.a),
        b: at(node.b),
        ifLess: at(node.ifLess),
        otherwise: at(node.otherwise),
      };
  }
}

/** JavaScript that binds the runtime of every operation; put it before emitted statements, with `fn` in scope. */
export const runtimeBindings = `const ${Object.keys(unaryFunctions)
  .filter((op) => op !== 'neg')
  .map((op) => `fn_${op} = fn.${op}`)
  .join(', ')};`;

/** Runs generated source of the form `return <closure>` with the runtime of every operation in scope. */
export function evaluateSource<T>(source: string): T {
  return new Function('fn', `'use strict';\n${runtimeBindings}\n${source}`)(unaryFunctions) as T;
}

let mayMakeCode: boolean | null = null;

/** Whether functions may be made from text here; found out once, since a page's policy reports every try. */
function canMakeCode(): boolean {
  mayMakeCode ??= tryMakingCode();
  return mayMakeCode;
}

function tryMakingCode(): boolean {
  try {
    evaluateSource('return 0;');
    return true;
  } catch {
    return false;
  }
}

/**
 * Compiles expressions into one function: reads variable `names[i]` from `input[i]`, writes root i to `out[i]`. Where no
 * code may be made, or of too many parts, they are interpreted. A variable not in `names` is a RangeError.
 */
export function compile(roots: readonly Expression[], names: readonly string[]): Evaluation {
  const positions = new Map(names.map((name, i) => [name, i]));
  const position = (name: string): number => {
    const at = positions.get(name);
    if (at === undefined) throw new RangeError(`expression reads unknown variable "${name}"`);
    return at;
  };
  if (!canMakeCode() || topologicalOrder(roots).length > mostNodes) return interpret(lower(roots), position);
  const { prelude, results } = emit(roots, (name) => `x[${position(name)}]`);
  const stores = results.map((result, i) => `out[${i}] = ${result};`);
  return functionOf(`return (x, out) => {\n${[...prelude, ...stores].join('\n')}\n};`);
}

/** Writes the value of an expression of one variable for each of the first numbers of `input`. */
export type MapColumn = (input: Float64Array, out: Float64Array) => void;

/** Compiles an expression of one variable into a loop over columns, `out` as long as what is wanted; both may be one array. */
export function compileColumn(root: Expression, name: string): MapColumn {
  const one = compile([root], [name]);
  if (!canMakeCode()) return (input, out) => mapOne(one, input, out);
  const { prelude, body, results } = emit([root], () => 'x', new Set([name]));
  const loop = `for (let i = 0; i < out.length; i++) {\nconst x = input[i];\n${body.join('\n')}\nout[i] = ${results[0]};\n}`;
  return functionOf(`return (input, out) => {\n${prelude.join('\n')}\n${loop}\n};`) as unknown as MapColumn;
}

/**
 * Writes the value of an expression for every entry of some columns: variable `columns[c]` is `inputs[c][i]`, `scalars[s]` is
 * `values[s]` throughout.
 */
export type MapColumns = (inputs: readonly Float64Array[], values: Float64Array, out: Float64Array) => void;

/** Compiles an expression into a loop over columns, `out` as long as what is wanted. What no column enters is worked out once a call. */
export function compileColumns(
  root: Expression,
  columns: readonly string[],
  scalars: readonly string[],
): MapColumns {
  if (!canMakeCode()) return mapEach(compile([root], [...columns, ...scalars]), columns.length);
  const reference = (name: string): string => {
    const [c, s] = [columns.indexOf(name), scalars.indexOf(name)];
    if (c < 0 && s < 0) throw new RangeError(`expression reads unknown variable "${name}"`);
    return c < 0 ? `s${s}` : `x${c}`;
  };
  const { prelude, body, results } = emit([root], reference, new Set(columns));
  const bound = [
    ...columns.map((_, c) => `const c${c} = inputs[${c}];`),
    ...scalars.map((_, s) => `const s${s} = values[${s}];`),
  ];
  const read = columns.map((_, c) => `const x${c} = c${c}[i];`);
  const loop = `for (let i = 0; i < out.length; i++) {\n${[...read, ...body].join('\n')}\nout[i] = ${results[0]};\n}`;
  return functionOf(
    `return (inputs, values, out) => {\n${[...bound, ...prelude].join('\n')}\n${loop}\n};`,
  ) as unknown as MapColumns;
}

function mapEach(one: Evaluation, columns: number): MapColumns {
  const value = new Float64Array(1);
  return (inputs, values, out) => {
    const at = new Float64Array(columns + values.length);
    at.set(values, columns);
    for (let i = 0; i < out.length; i++) {
      for (let c = 0; c < columns; c++) at[c] = inputs[c][i];
      one(at, value);
      out[i] = value[0];
    }
  };
}

function mapOne(one: Evaluation, input: Float64Array, out: Float64Array): void {
  const [at, value] = [new Float64Array(1), new Float64Array(1)];
  for (let i = 0; i < out.length; i++) {
    at[0] = input[i];
    one(at, value);
    out[i] = value[0];
  }
}

/**
 * Nodes of which a function is made at most. Each is a local variable of 8 bytes on the stack, of which Node gives a thread
 * 984 kB: 100 correlated slopes, 447,000 nodes, overflowed it. Engines optimise no function of half as many.
 */
const mostNodes = 40_000;

type Evaluation = (input: ArrayLike<number>, out: Float64Array) => void;

const functions = new Map<string, Evaluation>();
/** Most functions a thread keeps; the oldest goes first. */
const mostFunctions = 200;

/** Equal sources share one function, which keeps nothing: a second chain starts with code that is already optimised. */
function functionOf(source: string): Evaluation {
  const known = functions.get(source);
  if (known !== undefined) return known;
  const made = evaluateSource<Evaluation>(source);
  functions.set(source, made);
  if (functions.size > mostFunctions) functions.delete(functions.keys().next().value as string);
  return made;
}
