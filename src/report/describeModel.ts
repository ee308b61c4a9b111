import type { Model } from '../../models/glmm.ts';
import { describePrior } from '../../models/priors/prior.ts';

/** What every stored fit says of its model and data. */
export function describeModel({ formula, family, design, program, notes }: Model) {
  const { ratio } = family.chosen.link;
  const { residualSd } = program.capabilities;
  return {
    formula,
    family: { name: family.name, link: family.link, ratio, residualSd },
    data: {
      source: design.source,
      rows: design.rows,
      dropped: design.dropped.length,
      groups: Object.fromEntries(design.groups.map((g) => [g.group, g.levels.length])),
    },
    notes: notes.map(({ kind, text }) => ({ kind, text })),
  };
}

/** One line a note, for texts. */
export function noteLines(notes: readonly { readonly text: string }[]): string[] {
  return notes.map(({ text }) => `Note: ${text}.`);
}

/** The resolved priors in words. */
export function describePriors({ priors }: Pick<Model, 'priors'>) {
  return priors.map(({ parameter, prior, isDefault }) => ({
    parameter,
    prior: describePrior(prior),
    default: isDefault,
  }));
}
