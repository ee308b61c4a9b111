import { autocorrelationOf, densityOf, energyOf, essOf, pairsOf, rankOf, traceOf } from './chainKinds.ts';
import { caterpillarOf, intervalsOf, ratiosOf } from './intervalKinds.ts';
import { priorOf } from './priorKind.ts';
import type { PlotRequest } from './request.ts';
import { posteriorIn, type Source } from './source.ts';
import { spaghettiOf, subjectsOf } from './subjectKinds.ts';
import { zOf } from './zKind.ts';

/** A kind of picture of a fit. */
export interface Kind {
  /** What it shows, in a line. */
  readonly words: string;
  readonly draw: (source: Source, request: PlotRequest) => string;
}

/** Every kind, by its name. */
export const kinds = {
  trace: { words: 'draws in the order they were made, by chain', draw: traceOf },
  rank: { words: 'rank histograms by chain', draw: rankOf },
  density: { words: 'posterior densities, by chain and together', draw: densityOf },
  intervals: { words: 'medians and intervals of quantities', draw: intervalsOf },
  ratios: { words: 'odds ratios, rate ratios and the like on a log axis', draw: ratiosOf },
  caterpillar: { words: 'effects of all levels of a factor, sorted', draw: caterpillarOf },
  pairs: { words: 'quantities against each other, divergent draws marked', draw: pairsOf },
  energy: { words: 'energies of draws and their steps', draw: energyOf },
  autocorrelation: { words: 'correlation of draws with earlier ones', draw: autocorrelationOf },
  ess: { words: 'effective draws as draws are made', draw: essOf },
  prior: { words: 'prior against posterior', draw: priorOf },
  spaghetti: { words: "each level's own line, in one panel", draw: spaghettiOf },
  subjects: { words: "each level's own line over its data, a panel each", draw: subjectsOf },
  z: {
    words: 'the design matrix of group effects, whole and enlarged',
    draw: (source, request) => zOf(posteriorIn(source).model, request),
  },
} as const satisfies Readonly<Record<string, Kind>>;

/** Names of the kinds of picture. */
export type PlotKind = keyof typeof kinds;
