import { type Expression, variablesOf } from '../../src/engine/autodiff/index.ts';
import type { NamedExpression, ReportedQuantity } from '../../src/engine/program/program.ts';
import { naturalSupport, type Quantity } from '../../src/engine/program/quantity.ts';
import type { ResidualProgram } from '../../src/engine/program/residual.ts';
import { sharedFloat64, sharedInt32 } from '../../src/engine/sharedArrays.ts';
import {
  correlationCount,
  correlationEntry,
  correlationFactor,
  lkjLogDensity,
} from '../covariance/correlation.ts';
import type { GroupDesign, ResidualDesign } from '../design/design.ts';
import { defaultCorrelationPrior } from '../priors/defaults.ts';
import type { Prior } from '../priors/prior.ts';
import { pairsOf } from '../residual/pairs.ts';
import { isMixed } from './mixing.ts';

/** What a residual structure is laid out with. */
export interface ResidualBuilder {
  /** A reported parameter; null asks for the default prior of an sd of the outcome. */
  scalar(quantity: Quantity, prior: Prior | null): Expression;
  lkj(quantity: Quantity, fallback: Prior): number;
  free(): Expression;
  count(logPrior: Expression): void;
  report(
    quantity: Quantity,
    expression: Expression,
    support: ReportedQuantity['support'],
    rises: ReportedQuantity['rises'],
  ): void;
}

/** The parameters of a residual structure, as the engine's kind reads them. */
export function layOutResidual(design: ResidualDesign, builder: ResidualBuilder): NamedExpression[] {
  const { structure } = design.syntax;
  const values = structure.parameters(design).map(({ quantity, prior }) => builder.scalar(quantity, prior));
  const factor = structure.freeCorrelations ? layOutCorrelations(design, builder) : [];
  return structure
    .toEngine(values, design, factor)
    .map((expression, p) => ({ name: `residual${p}`, expression }));
}

function layOutCorrelations(
  { points }: ResidualDesign,
  builder: ResidualBuilder,
): readonly (readonly Expression[])[] {
  const k = points.length;
  const partials = Array.from({ length: correlationCount(k) }, () => builder.free());
  const correlation = correlationFactor(k, partials);
  const pairs = pairsOf(points);
  const eta = builder.lkj(pairs[0].quantity, defaultCorrelationPrior);
  builder.count(lkjLogDensity(eta, correlation));
  builder.count(correlation.logJacobian);
  pairs.forEach(({ quantity, i, j }, p) => {
    const rises = Object.fromEntries([...variablesOf(partials[p])].map((name) => [name, 1]));
    builder.report(quantity, correlationEntry(correlation, i, j), naturalSupport(quantity), rises);
  });
  return correlation.factor;
}

/**
 * The random term with the most levels of those whose levels blocks of residuals lie within: its effects are integrated out
 * level by level. -1 where there is none; all effects are then integrated out together.
 */
export function leadingGroup(
  groups: readonly Pick<GroupDesign, 'levels' | 'index' | 'members' | 'known'>[],
  block: Int32Array | null,
): number {
  let best = -1;
  groups.forEach((group, g) => {
    if (isMixed(group)) return;
    if (best >= 0 && group.levels.length <= groups[best].levels.length) return;
    if (block === null || isWithin(block, group.index)) best = g;
  });
  return best;
}

function isWithin(block: Int32Array, level: Int32Array): boolean {
  const levelOf = new Map<number, number>();
  return block.every((b, i) => {
    const known = levelOf.get(b);
    if (known === undefined) levelOf.set(b, level[i]);
    return known === undefined || known === level[i];
  });
}

/** A residual structure as the engine sees it, of rows in canonical order. */
export function residualProgram(
  { syntax, block, place, points }: ResidualDesign,
  groups: readonly Pick<GroupDesign, 'levels' | 'index'>[],
  parameters: readonly NamedExpression[],
  sigma: string,
): ResidualProgram {
  const { kind, homogeneous } = syntax.structure;
  const firsts = [...place.keys()].filter((i) => block === null || i === 0 || block[i] !== block[i - 1]);
  const starts = sharedInt32(firsts.length + 1);
  starts.set([...firsts, place.length]);
  const places = sharedFloat64(place.length);
  places.set(place);
  return {
    kind,
    parameters: parameters.map(({ name }) => name),
    scale: homogeneous ? sigma : null,
    starts,
    place: places,
    places: points.length,
    leading: leadingGroup(groups, block),
  };
}
