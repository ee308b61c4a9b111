import {
  describePrior,
  equationsHtml,
  explain,
  type Forecast,
  type Model,
  type Note,
  priorOf,
  setupForecast,
  textBy,
} from 'poolwise';
import { onPage } from '../../texts/advice.ts';

/** What the page knows of a declared model. */
export interface ModelOutline {
  /** Rows that it is fitted to. */
  readonly rows: number;
  /** Coefficients of the population, of all linear predictors. */
  readonly coefficients: number;
  readonly groups: readonly { readonly name: string; readonly levels: number }[];
  readonly family: string;
  readonly link: string;
  readonly notes: readonly Note[];
  readonly priors: readonly PriorRow[];
  /** HTML with MathML, as `equationsHtml` makes it. */
  readonly equations: string;
  /** The same as text, with priors and notes. */
  readonly text: string;
  /** Of what happens before the chains start. */
  readonly forecast: Pick<Forecast, 'seconds' | 'bytes'>;
}

export interface PriorRow {
  readonly parameter: string;
  /** As `parsePrior` reads it. */
  readonly prior: string;
  readonly isDefault: boolean;
  /** Whether it is for the value at the predictors' means, not at their zero. */
  readonly atMeans: boolean;
}

export function outlineOfModel(model: Model): ModelOutline {
  const { design, family, program } = model;
  const smooth = design.groups.filter((term) => term.smooth === undefined);
  const ofIntercepts = interceptPriors(model);
  const { seconds, bytes } = setupForecast(program, 'auto');
  return {
    rows: design.rows,
    coefficients: program.linear.length,
    groups: smooth.map(({ group, levels }) => ({ name: group, levels: levels.length })),
    family: family.name,
    link: family.link,
    notes: model.notes
      .filter(({ kind }) => kind !== 'structure')
      .map((note) => ({ kind: note.kind, text: textBy(onPage, note) })),
    priors: model.priors.map(({ parameter, prior, isDefault, atMeans }) => ({
      parameter,
      prior: describePrior(prior),
      isDefault,
      atMeans: atMeans === true || ofIntercepts.has(parameter),
    })),
    equations: equationsHtml(model),
    text: explain(model),
    forecast: { seconds, bytes },
  };
}

/** The priors of the mean's intercept, or thresholds, which stand at the predictors' means; none where there are no predictors. */
function interceptPriors({ design, priors, program }: Model): ReadonlySet<string> {
  if (design.fixed.names.length === 0) return new Set();
  return new Set(
    program.reported.flatMap(({ quantity }) => {
      if (quantity.kind !== 'intercept' && quantity.kind !== 'threshold') return [];
      const row = quantity.predictor === design.predictor ? priorOf(priors, quantity) : null;
      return row === null ? [] : [row.parameter];
    }),
  );
}
