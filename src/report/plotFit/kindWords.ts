/** What each kind of picture shows, in a line. */
export const kindWords = {
  trace: 'draws in the order they were made, by chain',
  rank: 'rank histograms by chain',
  density: 'posterior densities, by chain and together',
  intervals: 'medians and intervals of quantities',
  ratios: 'odds ratios, rate ratios and the like on a log axis',
  caterpillar: 'effects of all levels of a factor, sorted',
  pairs: 'quantities against each other, divergent draws marked',
  energy: 'energies of draws and their steps',
  autocorrelation: 'correlation of draws with earlier ones',
  ess: 'effective draws as draws are made',
  prior: 'prior against posterior',
  effect: 'the expected outcome along a variable, over the data',
  spaghetti: "each level's own line, in one panel",
  subjects: "each level's own line over its data, a panel each",
  predictive: 'the outcome beside data sets that the model draws',
  pit: 'where outcomes lie in their distributions, with a band',
  rootogram: 'counts hanging from those expected',
  binned: 'residuals of 0 or 1, in bins of the expected outcome',
  qq: 'group effects beside a normal distribution',
  influence: 'how far the population moves without each level',
  z: 'the design matrix of group effects, whole and enlarged',
} as const;

/** Names of the kinds of picture. */
export type PlotKind = keyof typeof kindWords;
