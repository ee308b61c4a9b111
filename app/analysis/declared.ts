import { glmm, InputError, type Model, type Prior, parsePrior, type Table } from 'poolwise';
import type { DataChoice, ModelDraft } from '../state/session.ts';
import { held } from './held.ts';

/** What declares a model, beside the table. */
export interface Declared {
  readonly draft: ModelDraft;
  readonly factors: DataChoice['factors'];
}

/** Models that are kept, beside those of fits: what was declared while typing need not be. */
const mostKept = 4;

/** The model of a draft on the table that is open, declared once. Throws InputError for anything that the user can mend. */
export function declared({ draft, factors }: Declared): Model {
  const { table, models } = held;
  if (table === null) throw new InputError('model: open a table first');
  const key = JSON.stringify([draft, factors]);
  const known = models.get(key);
  if (known !== undefined) return known;
  const model = declare(draft, factors, table);
  models.set(key, model);
  for (const old of [...models.keys()].slice(0, -mostKept)) models.delete(old);
  return model;
}

function declare(draft: ModelDraft, factors: DataChoice['factors'], table: Table): Model {
  const { formula, family, link, parameters, priors, weights, residual } = draft;
  return glmm(formula, table, {
    family,
    factors,
    priors: priorTable(priors),
    parameters,
    ...(link === null ? {} : { link }),
    ...(weights === null ? {} : { weights }),
    ...(residual === null ? {} : { residual }),
  });
}

/** Throws InputError that names the parameter, in its message and in its details. */
function priorTable(priors: ModelDraft['priors']): Record<string, Prior> {
  return Object.fromEntries(
    Object.entries(priors).map(([parameter, text]) => {
      try {
        return [parameter, parsePrior(text)];
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        throw new InputError([...error.worded, `, for ${parameter}`], { ...error.details, parameter });
      }
    }),
  );
}
