import type { MapColumn } from '../../src/engine/autodiff/index.ts';
import { type NormalRule, trapezoidRule } from './normalRules.ts';

/** E f(eta + sd X), X standard normal; NaN where it does not settle, as where there is none. */
export type NormalAverage = (eta: number, sd: number) => number;

/** Of the widest step. */
const mostParts = 256;
const tolerance = 1e-9;

/** Beyond this a rule would take too many points. */
const mostSd = 1024;

/**
 * Averages a function over a normal by the trapezoidal rule, the step halved until nothing changes: the last halving squares an
 * error that was below the tolerance already. Rules are made once for sds up to each power of two.
 */
export function normalAverage(f: MapColumn): NormalAverage {
  const rules = new Map<number, NormalRule>();
  let points = new Float64Array(0);
  const sum = ({ nodes, weights }: NormalRule, eta: number, sd: number): number => {
    if (points.length < nodes.length) points = new Float64Array(2 * nodes.length);
    const at = points.subarray(0, nodes.length);
    for (let m = 0; m < nodes.length; m++) at[m] = eta + sd * nodes[m];
    f(at, at);
    let total = 0;
    for (let m = 0; m < nodes.length; m++) total += weights[m] * at[m];
    return total;
  };
  const ruleOf = (power: number, parts: number): NormalRule => {
    const key = power * mostParts + parts - 1;
    const rule = rules.get(key) ?? trapezoidRule(1 / (power * parts), power, parts > 1);
    rules.set(key, rule);
    return rule;
  };
  return (eta, sd) => {
    let power = 2;
    while (power < sd && power < mostSd) power *= 2;
    let value = sum(ruleOf(power, 1), eta, sd);
    for (let parts = 2; parts <= mostParts; parts *= 2) {
      const finer = 0.5 * value + sum(ruleOf(power, parts), eta, sd);
      if (Math.abs(finer - value) <= tolerance * Math.abs(finer)) return finer;
      value = finer;
    }
    return Number.NaN;
  };
}
