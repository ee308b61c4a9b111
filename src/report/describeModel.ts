import { droppedCount, rowCount } from '../../models/design/design.ts';
import { groupsOf } from '../../models/design/terms.ts';
import { dataHash } from '../../models/fingerprint.ts';
import type { Model } from '../../models/glmm.ts';
import type { Note } from '../../models/notes.ts';
import type { Draws } from '../../models/posterior/draws.ts';
import { describePrior } from '../../models/priors/prior.ts';
import type { ResidualSyntax } from '../../models/residual/parse.ts';
import { mergedRows } from '../engine/density/mergedRows.ts';

/** What every stored fit says of its model and data. */
export function describeModel(model: Model) {
  const { formula, family, design, program } = model;
  const { ratio } = family.chosen.link;
  const { residualSd } = program.capabilities;
  return {
    formula,
    family: {
      name: family.name,
      link: family.link,
      ratio,
      residualSd,
      ...(design.residual === null ? {} : { residual: residualWords(design.residual.syntax) }),
    },
    data: {
      source: design.source,
      rows: rowCount(design),
      ...distinctRows(model),
      dropped: droppedCount(design),
      groups: Object.fromEntries(
        groupsOf(design).flatMap((g) => (g.smooth === undefined ? [[g.group, g.levels.length]] : [])),
      ),
      hash: dataHash(model),
      ...describeWeights(model),
    },
    notes: [...droppedNotes(model), ...model.notes].map(({ kind, text }) => ({ kind, text })),
  };
}

/** `ar1(time | g), homogeneous`. */
function residualWords({ text, structure }: ResidualSyntax): string {
  return `${text}, ${structure.homogeneous ? 'homogeneous' : 'heterogeneous'}`;
}

/** How many rows the passes over them go through, where equal ones were merged. */
function distinctRows({ design, program, condensed }: Model) {
  if (condensed === 'sums') return {};
  if (design.counts !== undefined) return { distinct: design.rows };
  const merged = mergedRows(program);
  return merged === null ? {} : { distinct: merged.rows.count };
}

function describeWeights({ weights, weightedBy, condensed, program }: Model) {
  if (weights === null || weightedBy === null) return {};
  if (condensed !== undefined) return { weights: { column: weightedBy, total: totalWeight(program) } };
  return { weights: { column: weightedBy, total: weights.reduce((sum, w) => sum + w, 0) } };
}

function totalWeight({ rows: { weights } }: Model['program']): number {
  return weights === null ? 0 : weights.reduce((sum, w) => sum + w, 0);
}

/** What a stored fit says of a log density that no formula made. */
export function describeDensity({ quantities, names }: Pick<Draws, 'quantities' | 'names'>) {
  const shown = names.slice(0, 5).join(', ');
  return {
    kind: 'density' as const,
    formula: `log density of ${shown}${names.length > 5 ? `, ... (${quantities.length} parameters)` : ''}`,
    family: { name: 'own', link: 'none', ratio: null, residualSd: null },
    data: { source: 'none', rows: 0, dropped: 0, groups: {} },
    notes: [],
  };
}

/** A note of rows left out, if any were. */
export function droppedNotes({ design }: Pick<Model, 'design'>): Note[] {
  const { dropped } = design;
  const count = droppedCount(design);
  if (count === 0) return [];
  const shown = dropped.slice(0, 10).join(', ');
  const which =
    dropped.length === 0
      ? ''
      : `: ${dropped.length === 1 ? 'row' : 'rows'} ${shown}${dropped.length > 10 ? ', ...' : ''}`;
  const text = `${count} of ${rowCount(design) + count} rows had missing values and were left out${which}`;
  return [{ kind: 'dropped', text }];
}

/** One line a note, for texts. */
export function noteLines(notes: readonly { readonly text: string }[]): string[] {
  return notes.map(({ text }) => `Note: ${text}.`);
}

/** The resolved priors in words. */
export function describePriors({ priors }: Pick<Model, 'priors'>) {
  return priors.map(({ parameter, prior, isDefault, atMeans }) => ({
    parameter,
    prior: describePrior(prior),
    default: isDefault,
    ...(atMeans === undefined ? {} : { atMeans }),
  }));
}

/** Whether a prior was given, and where it stands if not where its parameter is reported. */
export function priorOrigin(row: {
  readonly default: boolean;
  readonly atMeans?: boolean | undefined;
}): string {
  return `${row.default ? 'default' : 'given'}${row.atMeans ? ", at the predictors' means" : ''}`;
}
