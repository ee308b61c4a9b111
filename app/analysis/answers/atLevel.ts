import { columnAt, type Draws, type Fit, fitFile, type Model, type Quantity } from 'poolwise';

/**
 * A fit whose population parameters are summarised with intervals of a level. Those of single groups and rows, which may be thousands,
 * keep the interval they have: what is asked of this fit must not read it.
 */
export function atLevel(fit: Fit<Model>, level: number): Fit<Model> {
  const { summaries } = fit;
  if (summaries === undefined || summaries.level === level) return fit;
  const places = fit.draws.quantities.flatMap((quantity, q) => (isSingle(quantity) ? [] : [q]));
  const { summaries: _, ...rest } = fit;
  const { parameters } = fitFile({ ...rest, draws: drawsAt(fit.draws, places) }, level);
  const rows = [...summaries.rows];
  places.forEach((q, i) => {
    rows[q] = parameters[i];
  });
  return { ...fit, summaries: { level, rows } };
}

const isSingle = ({ kind }: Quantity): boolean => kind === 'groupEffect' || kind === 'missingOutcome';

/** The draws of some quantities alone. */
export function drawsAt(draws: Draws, places: readonly number[]): Draws {
  const columns = places.map((q) => columnAt(draws, q));
  const values = draws.values.map((_, c) => {
    const out = new Float64Array(places.length * draws.draws);
    columns.forEach((column, i) => {
      out.set(column[c], i * draws.draws);
    });
    return out;
  });
  return {
    ...draws,
    names: places.map((q) => draws.names[q]),
    quantities: places.map((q) => draws.quantities[q]),
    values,
  };
}
