/** A group by its own mean and the standard error of that. */
export interface GroupMean {
  readonly label: string;
  readonly mean: number;
  readonly se: number;
}

export interface Pooled {
  /** The mean over groups, and its standard error, under the prior sd. */
  readonly mu: number;
  readonly muSe: number;
  readonly groups: readonly {
    readonly label: string;
    readonly own: number;
    readonly partial: number;
    readonly sd: number;
    readonly share: number;
  }[];
}

/**
 * Partial pooling with known standard errors and a given sd between groups, the mean over groups flat: posterior means and sds.
 * `share` is how much of the way to the mean over groups a group's own mean is pulled. An sd of 0 pools completely, one of Infinity not at all.
 * Source: Gelman et al., Bayesian Data Analysis (3rd ed.), section 5.4, equations 5.17 and 5.20.
 */
export function pooled(groups: readonly GroupMean[], sd: number): Pooled {
  const weights = groups.map(({ se }) => (sd === Number.POSITIVE_INFINITY ? 1 : 1 / (se * se + sd * sd)));
  const total = weights.reduce((a, b) => a + b, 0);
  const mu = groups.reduce((sum, { mean }, j) => sum + weights[j] * mean, 0) / total;
  const muSe = sd === Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : Math.sqrt(1 / total);
  return {
    ...{ mu, muSe },
    groups: groups.map(({ label, mean, se }) => {
      const share = sd === Number.POSITIVE_INFINITY ? 0 : (se * se) / (se * se + sd * sd);
      const given = (1 - share) * se * se;
      const spread = share === 0 ? given : given + share * share * muSe * muSe;
      return { label, own: mean, partial: mean + share * (mu - mean), sd: Math.sqrt(spread), share };
    }),
  };
}
