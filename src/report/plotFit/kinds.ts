import { autocorrelationOf, densityOf, energyOf, essOf, pairsOf, rankOf, traceOf } from './chainKinds.ts';
import { binnedOf, influenceOf, pitOf, predictiveOf, qqOf, rootogramOf } from './checkKinds.ts';
import { effectOf } from './effectKind.ts';
import { caterpillarOf, intervalsOf, ratiosOf } from './intervalKinds.ts';
import type { PlotKind } from './kindWords.ts';
import { priorOf } from './priorKind.ts';
import type { Choice, PlotRequest } from './request.ts';
import { posteriorIn, type Source } from './source.ts';
import { spaghettiOf, subjectsOf } from './subjectKinds.ts';
import { zPlot } from './zKind.ts';

/** A kind of picture of a fit. */
export interface Kind {
  readonly draw: (source: Source, request: PlotRequest) => string;
  /** What it can be told besides sizes, theme and texts. */
  readonly takes: readonly Choice[];
}

/** Every kind, by its name. */
export const kinds: Readonly<Record<PlotKind, Kind>> = {
  trace: { draw: traceOf, takes: ['parameters'] },
  rank: { draw: rankOf, takes: ['parameters'] },
  density: { draw: densityOf, takes: ['parameters'] },
  intervals: { draw: intervalsOf, takes: ['parameters', 'level'] },
  ratios: { draw: ratiosOf, takes: ['parameters', 'level'] },
  caterpillar: { draw: caterpillarOf, takes: ['group', 'coef', 'levels', 'level'] },
  pairs: { draw: pairsOf, takes: ['parameters'] },
  energy: { draw: energyOf, takes: [] },
  autocorrelation: { draw: autocorrelationOf, takes: ['parameters'] },
  ess: { draw: essOf, takes: ['parameters'] },
  prior: { draw: priorOf, takes: ['parameters'] },
  effect: { draw: effectOf, takes: ['variable', 'by', 'groups', 'level'] },
  spaghetti: { draw: spaghettiOf, takes: ['group', 'levels', 'variable'] },
  subjects: { draw: subjectsOf, takes: ['group', 'levels', 'variable', 'level'] },
  predictive: { draw: predictiveOf, takes: [] },
  pit: { draw: pitOf, takes: [] },
  rootogram: { draw: rootogramOf, takes: [] },
  binned: { draw: binnedOf, takes: [] },
  qq: { draw: qqOf, takes: [] },
  influence: { draw: influenceOf, takes: ['group'] },
  z: { draw: (source, request) => zPlot(posteriorIn(source).model, request), takes: ['group'] },
};
