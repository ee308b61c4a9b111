import { InputError } from '../src/engine/errors.ts';
import type { BuiltDesign } from './design/build.ts';
import type { FixedDesign, GroupDesign, ResidualDesign, Response } from './design/design.ts';
import type { Outcome } from './families/responses.ts';

/** What stands in the place of a model's rows, where a database holds those. */
export type Condensed =
  /** Equal rows merged into one of their common weight. */
  | 'merged rows'
  /** Sums of products, of normal residuals. */
  | 'sums';

/** What of a model is row by row. */
interface RowByRow {
  readonly design: BuiltDesign;
  readonly outcome: Outcome;
  readonly weights: Float64Array | null;
  readonly order: Int32Array;
}

/**
 * The model with what says something of its rows one by one out of reach: whoever reads an outcome, a column or a level of a row
 * is told in one message that there are none here, instead of taking merged rows for single ones.
 */
export function withoutRows<M extends RowByRow>(
  model: M,
  by: Condensed,
): M & { readonly condensed: Condensed } {
  const numbers = outOfReach(new Float64Array(0), by);
  const { design } = model;
  const optional = (values: Float64Array | null): Float64Array | null => (values === null ? null : numbers);
  const fixed = (own: FixedDesign): FixedDesign => ({ ...own, columns: own.columns.map(() => numbers) });
  const groups = (own: readonly GroupDesign[]): GroupDesign[] =>
    own.map((group) => ({
      ...group,
      index: outOfReach(group.index, by),
      columns: group.columns.map(() => numbers),
    }));
  return {
    ...model,
    condensed: by,
    design: {
      ...design,
      response: responseWithout(design.response, numbers),
      fixed: fixed(design.fixed),
      groups: groups(design.groups),
      further: design.further.map((one) => ({
        ...one,
        fixed: fixed(one.fixed),
        groups: groups(one.groups),
        offset: optional(one.offset),
      })),
      offset: optional(design.offset),
      residual: design.residual === null ? null : residualWithout(design.residual, by),
    },
    outcome: outcomeWithout(model.outcome, numbers),
    weights: optional(model.weights),
    order: outOfReach(model.order, by),
  };
}

function residualWithout(residual: ResidualDesign, by: Condensed): ResidualDesign {
  const { block, place } = residual;
  return { ...residual, block: block === null ? null : outOfReach(block, by), place: outOfReach(place, by) };
}

function responseWithout(response: Response, numbers: Float64Array): Response {
  return response.kind === 'counts'
    ? { ...response, successes: numbers, trials: numbers }
    : { ...response, values: numbers };
}

function outcomeWithout(outcome: Outcome, numbers: Float64Array): Outcome {
  return { ...outcome, y: numbers, trials: outcome.trials === null ? null : numbers };
}

/** An array that throws InputError when anything is asked of it. */
function outOfReach<A extends object>(array: A, by: Condensed): A {
  const refuse = (): never => {
    throw new InputError(
      `this needs the rows that the model was fitted to one by one, and there are ${by} only, made by a database; give rows (--data, or data: in a script), or fit fewer rows whole (--query and --rows)`,
    );
  };
  return new Proxy(array, { get: refuse, has: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse });
}
