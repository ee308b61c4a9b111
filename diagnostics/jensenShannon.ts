import { ascendingOrder } from './order.ts';
import type { Arithmetic } from './psisTail.ts';

/**
 * Cumulative Jensen-Shannon distance of draws to the same draws weighted: 0 for equal weights, 1 at most. Of x and of -x the larger,
 * so that it does not matter which way a quantity is counted; free of location and scale.
 * Shape: one weight a draw, >= 0, any sum. NaN if a draw or a weight is not finite, or all weights are 0; 0 for draws that do not vary.
 * Source: Nguyen & Vreeken 2015; as R priorsense's cjs_dist for draws with weights, metric and unsigned.
 */
export function weightedDistance(
  draws: Float64Array,
  weights: Float64Array,
  arithmetic: Arithmetic = Math,
): number {
  const total = weights.reduce((sum, w) => sum + w, 0);
  if (!draws.every(Number.isFinite) || !(total > 0 && Number.isFinite(total))) return Number.NaN;
  const order = ascendingOrder(draws);
  const x = Float64Array.from(order, (i) => draws[i]);
  if (x[0] === x[x.length - 1]) return 0;
  const w = Float64Array.from(order, (i) => weights[i] / total);
  const backwards = oneSided(
    x.map((_, i) => -x[x.length - 1 - i]),
    w.slice().reverse(),
    arithmetic.log,
  );
  return Math.sqrt(Math.max(oneSided(x, w, arithmetic.log), backwards));
}

/** Over sorted draws: the divergences of both distribution functions from their mean, in bits, over the sum of their integrals. */
function oneSided(x: Float64Array, weights: Float64Array, log: (x: number) => number): number {
  let [plain, weighted, divergence, bound] = [0, 0, 0, 0];
  for (let i = 0; i < x.length - 1; i++) {
    plain += 1 / x.length;
    weighted += weights[i];
    const width = x[i + 1] - x[i];
    const middle = (plain + weighted) / 2;
    divergence +=
      width * (plain * log(plain / middle) + (weighted > 0 ? weighted * log(weighted / middle) : 0));
    bound += width * (plain + weighted);
  }
  return Math.max(0, divergence / Math.LN2 / bound);
}
