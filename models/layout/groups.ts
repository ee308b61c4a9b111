import { constant } from '../../src/engine/autodiff/index.ts';
import type { TermProgram } from '../../src/engine/program/program.ts';
import { naturalSupport } from '../../src/engine/program/quantity.ts';
import { blockDiagonal, isOnes } from '../covariance/basis.ts';
import type { CovarianceBuilder } from '../covariance/structure.ts';
import { classTerms, type PlainTerm, structuredTerm } from '../covariance/term.ts';
import type { TermDesign } from '../design/design.ts';
import { covarianceKeys, priorKeys } from '../priors/priorKeys.ts';
import type { PriorLookup, WrittenPriors } from '../priors/resolve.ts';
import { type Builder, free, placed, report } from './builder.ts';
import { mixingOf } from './mixing.ts';
import { share } from './rows.ts';

/** Number and scale of each linear predictor, by its name. */
export type Predictors = ReadonlyMap<string, { readonly number: number; readonly unit: number }>;

/** A random term: the factor of its covariance in alpha, its columns, and what is reported of them. */
export function layOutGroup(
  builder: Builder,
  group: TermDesign,
  predictors: Predictors,
): Omit<TermProgram, 'index'> {
  const parts = classTerms(group).map((plain) => layOutTerm(builder, plain, predictors));
  return {
    ...{ group: group.group, levels: group.levels },
    coefs: parts.flatMap(() => group.coefs),
    predictors: parts.flatMap(() => group.predictors.map((name) => predictors.get(name)?.number ?? 0)),
    ...onePart(parts, group),
    ...mixingOf(group),
  };
}

/** A term of one covariance, laid out. */
type LaidTerm = Pick<TermProgram, 'factor' | 'toUser'> & { readonly columns: readonly Float64Array[] };

function layOutTerm(builder: Builder, plain: PlainTerm, predictors: Predictors): LaidTerm {
  const written = writtenOf(builder.priors);
  const term = structuredTerm(plain, written);
  const isWhole = term.structure.closedUnder === 'everyMap' && written.covariance(term) !== null;
  const unit = (name: string): number => predictors.get(name)?.unit ?? 1;
  const { factor, values } = term.structure.layOut(term, covarianceBuilder(builder, unit));
  term.structure.parameters(term).forEach(({ quantity, prior }, p) => {
    const { expression, support, rises } = values[p];
    report(builder, quantity, expression, support, rises, isWhole ? null : prior);
  });
  return { factor, toUser: term.basis.toUser, columns: term.basis.columns };
}

/** Where levels are of classes: their coefficients side by side, each class's columns zero in the rows of the others. */
function onePart(
  parts: readonly LaidTerm[],
  { classes, index }: TermDesign,
): Pick<TermProgram, 'factor' | 'toUser' | 'columns' | 'classes'> {
  const shared = (column: Float64Array): Float64Array | null => (isOnes(column) ? null : share(column));
  if (classes === null) {
    const [{ factor, toUser, columns }] = parts;
    return { factor, toUser, columns: columns.map(shared) };
  }
  const sizes = parts.map(({ columns }) => columns.length);
  const columns = parts.flatMap((part, p) =>
    part.columns.map((column) => shared(column.map((x, i) => (classes.of[index[i]] === p ? x : 0)))),
  );
  return {
    ...{ columns, classes: { count: parts.length, of: classes.of } },
    factor: blockDiagonal(
      parts.map(({ factor }) => factor),
      sizes,
      constant(0),
    ),
    toUser: Float64Array.from(
      blockDiagonal(
        parts.map(({ toUser }) => toUser),
        sizes,
        0,
      ),
    ),
  };
}

/** What was declared, before it is known which of it is asked for. */
function writtenOf({ written, declaredCovariance }: PriorLookup): WrittenPriors {
  return {
    scalar: (quantity) => written(priorKeys(quantity)),
    covariance: (term) => declaredCovariance(covarianceKeys(term)),
  };
}

function covarianceBuilder(builder: Builder, unit: (predictor: string) => number): CovarianceBuilder {
  const { priors } = builder;
  return {
    unit,
    prior: (quantity, fallback) => priors.scalar(priorKeys(quantity), naturalSupport(quantity), fallback),
    correlation: (quantity, bounds, fallback) =>
      priors.commonCorrelation(priorKeys(quantity), bounds, fallback),
    lkj: (quantity, fallback) => priors.correlation(priorKeys(quantity), fallback),
    whole: (term, parameters) =>
      priors.covariance(
        covarianceKeys(term),
        parameters.flatMap(({ quantity }) => priorKeys(quantity)),
      ),
    free: () => free(builder),
    count: (logPrior) => void builder.logPrior.push(logPrior),
    constrained: (support, size) => placed(builder, support, size),
  };
}
