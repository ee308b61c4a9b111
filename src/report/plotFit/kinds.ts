import { autocorrelationOf, densityOf, energyOf, essOf, pairsOf, rankOf, traceOf } from './chainKinds.ts';
import { effectOf } from './effectKind.ts';
import { caterpillarOf, intervalsOf, ratiosOf } from './intervalKinds.ts';
import type { PlotKind } from './kindWords.ts';
import { priorOf } from './priorKind.ts';
import type { PlotRequest } from './request.ts';
import { posteriorIn, type Source } from './source.ts';
import { spaghettiOf, subjectsOf } from './subjectKinds.ts';
import { zOf } from './zKind.ts';

/** Draws one kind of picture of a fit. */
export type DrawKind = (source: Source, request: PlotRequest) => string;

/** Every kind, by its name. */
export const kinds: Readonly<Record<PlotKind, DrawKind>> = {
  trace: traceOf,
  rank: rankOf,
  density: densityOf,
  intervals: intervalsOf,
  ratios: ratiosOf,
  caterpillar: caterpillarOf,
  pairs: pairsOf,
  energy: energyOf,
  autocorrelation: autocorrelationOf,
  ess: essOf,
  prior: priorOf,
  effect: effectOf,
  spaghetti: spaghettiOf,
  subjects: subjectsOf,
  z: (source, request) => zOf(posteriorIn(source).model, request),
};
