import { children, type Expression, topologicalOrder } from '../src/engine/autodiff/index.ts';
import { hashNumbers, hashText } from '../src/engine/hash.ts';
import type { SparseRows } from '../src/engine/linalg/sparse.ts';
import type { Program } from '../src/engine/program/program.ts';
import type { Quantity } from '../src/engine/program/quantity.ts';
import type { Model } from './glmm.ts';
import { describePrior } from './priors/prior.ts';

/** What tells a fit from another: files that carry different ones are not of one fit. */
export interface Fingerprint {
  /** Of formula, family, link, priors and the data as used; not of the rows' order or the file's name. */
  readonly model: string;
  /** Of the model and of what came out of this run. */
  readonly run: string;
}

/** The mark of a run: `outcome` is what another run of the same model would have otherwise, such as its estimates. */
export function fingerprint(model: Model, outcome: readonly (Float64Array | string)[]): Fingerprint {
  const ofModel = modelHash(model);
  const parts = outcome.map((part) => (typeof part === 'string' ? part : hashNumbers(part)));
  return { model: ofModel, run: hashText(JSON.stringify([ofModel, ...parts])) };
}

/** As `fingerprint`, of a log density that no formula made: all that a fit knows of it is its parameters. */
export function densityFingerprint(
  quantities: readonly Quantity[],
  outcome: readonly Float64Array[],
): Fingerprint {
  const ofDensity = hashText(JSON.stringify(quantities));
  return { model: ofDensity, run: hashText(JSON.stringify([ofDensity, ...outcome.map(hashNumbers)])) };
}

/** 32 hex digits. Rows count in their canonical order, so the order of the user's rows changes nothing. */
export function modelHash({ formula, family, priors, program, design }: Model): string {
  const { rows, terms, logPrior } = program;
  const parts = [
    [formula.trim().replace(/\s+/g, ' '), family.name, family.link],
    priors.map(({ parameter, prior }) => [parameter, describePrior(prior)]),
    [rows.count, rows.width, rows.hasIntercept],
    [rows.x, rows.y, rows.trials, rows.weights, rows.offset].map(hashOf),
    terms.map(({ group, levels, coefs, index, columns }) => [
      group,
      levels,
      coefs,
      hashNumbers(index),
      columns.map(hashOf),
    ]),
    describeGraph([rows.density, logPrior, ...terms.flatMap(({ factor }) => factor)]),
    ...furtherParts(program),
    ...knownParts(rows),
    ...condensedParts(rows),
    ...mixingParts(program),
    ...residualParts(program),
    ...missingParts(design),
  ];
  return hashText(JSON.stringify(parts));
}

/** Of the data as a model reads them, whatever its priors and family: 32 hex digits, the same for any order of the rows. */
export function dataHash({ program: { rows, terms } }: Model): string {
  const numbers = [rows.x, rows.y, rows.trials, rows.weights, rows.offset].map(hashOf);
  const groups = terms.map(({ group, levels, index, columns }) => [
    group,
    levels,
    hashNumbers(index),
    columns.map(hashOf),
  ]);
  return hashText(
    JSON.stringify([
      ...[rows.count, numbers, groups],
      ...[
        ...furtherParts({ rows, terms }),
        ...knownParts(rows),
        ...condensedParts(rows),
        ...mixingParts({ terms }),
      ],
    ]),
  );
}

/** What linear predictors besides the mean's add to a mark; nothing where there are none. */
function furtherParts({ rows, terms }: Pick<Program, 'rows' | 'terms'>): unknown[] {
  if (rows.further.length === 0) return [];
  const predictors = rows.further.map(({ parameter, hasIntercept, width, x, offset }) => [
    ...[parameter, hasIntercept, width],
    ...[hashOf(x), hashOf(offset)],
  ]);
  return [predictors, terms.map((term) => term.predictors)];
}

/** What a residual structure adds to a mark; nothing where residuals are independent. */
function residualParts({ residual, auxiliary }: Program): unknown[] {
  if (residual === undefined) return [];
  const { kind, parameters, scale, starts, place, condensed } = residual;
  const values = auxiliary.filter(({ name }) => parameters.includes(name));
  return [
    [kind, scale, hashNumbers(starts), hashNumbers(place)],
    ...(condensed === undefined ? [] : [hashNumbers(condensed.counts), hashNumbers(condensed.gaps)]),
    describeGraph(values.map(({ expression }) => expression)),
  ];
}

/** What rows without an outcome add to a mark; nothing where there are none. */
function missingParts({ missing }: Model['design']): unknown[] {
  if (missing === null) return [];
  return [
    hashNumbers(missing.rowNumbers),
    [missing, ...missing.further].map(({ fixed, groups, offset }) => [
      fixed.columns.map(hashOf),
      groups.map(({ index, columns }) => [hashNumbers(index), columns.map(hashOf)]),
      hashOf(offset),
    ]),
  ];
}

/** What stands in the place of 1 where sums have the place of rows; nothing where there are rows. */
function condensedParts({ condensed }: Program['rows']): unknown[] {
  return condensed === undefined ? [] : [[hashNumbers(condensed.ones), condensed.weight, condensed.origin]];
}

/** What rows have of several levels, and what is known of how levels vary together; nothing where there is none. */
function mixingParts({ terms }: Pick<Program, 'terms'>): unknown[] {
  return terms.flatMap(({ mixing }, t) =>
    mixing === undefined
      ? []
      : [[t, ...[mixing.places, mixing.levels].map((m) => (m === null ? '' : hashSparse(m)))]],
  );
}

function hashSparse({ start, column, values }: SparseRows): string[] {
  return [start, column, values].map((numbers) => hashNumbers(numbers));
}

/** Nothing where there is none, so that a hash from before stays. */
function knownParts({ known = [] }: Program['rows']): unknown[] {
  return known.map(({ name, values }) => [name, hashNumbers(values)]);
}

function hashOf(numbers: Float64Array | null): string {
  return numbers === null ? '' : hashNumbers(numbers);
}

/** Every distinct node once, operands by their numbers: neither depth nor sharing is a limit. */
function describeGraph(roots: readonly Expression[]): unknown[] {
  const numbers = new Map<Expression, number>();
  const nodes = topologicalOrder(roots).map((node) => {
    numbers.set(node, numbers.size);
    return describeNode(
      node,
      children(node).map((child) => numbers.get(child)),
    );
  });
  return [nodes, roots.map((root) => numbers.get(root))];
}

function describeNode(node: Expression, operands: readonly (number | undefined)[]): unknown[] {
  switch (node.kind) {
    case 'constant':
      return ['constant', String(node.value)];
    case 'variable':
      return ['variable', node.name];
    case 'unary':
    case 'binary':
      return [node.op, ...operands];
    case 'select':
      return ['select', ...operands];
  }
}
