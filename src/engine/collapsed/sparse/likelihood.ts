import { log2Pi } from '../../elementary/constants.ts';
import { log } from '../../elementary.ts';
import { analyse, type SparseAnalysis } from '../../linalg/sparseCholesky/analysis.ts';
import { sparseCholesky } from '../../linalg/sparseCholesky/numeric.ts';
import { valueCount } from '../../linalg/sparseCholesky/pattern.ts';
import type { Program } from '../../program/program.ts';
import { effectStarts } from '../../program/starts.ts';
import type { ResidualWeights } from '../../residual/form.ts';
import { residualForm } from '../../residual/forms.ts';
import type { Rng } from '../../rng.ts';
import { still } from '../complete.ts';
import type { EffectSpread } from '../effectSpread.ts';
import type { CollapsedLikelihood } from '../likelihood.ts';
import type { LinearCoefficients } from '../marginal.ts';
import { placeValues } from '../values.ts';
import { leadingTerm } from './leading.ts';
import { withLastSize } from './nodes.ts';
import { addWeighed, innerProducts } from './patternSums.ts';
import { fillMoments, fillPrecision, nodeFactors, setFactors } from './precision.ts';
import type { SparseStatistics } from './statistics.ts';

/**
 * The likelihood by a sparse Cholesky factor of the precision of the border's unknowns zeta (the z of its terms, then the
 * integrated coefficients), after the leading term has been taken out class by class:
 *   A = Lambda' S Lambda / sigma^2 + priors, S the sums that are left.
 * Gradients are by Fisher's identity: b = L z given L is normal, so that
 *   d log p / d L = L'^-1 (sum over levels of E[z z'] - levels I),
 * and sigma's needs the expected residual sum of squares, which A and the diagonal of its inverse give too.
 */
export function sparseLikelihood(
  program: Program,
  s: SparseStatistics,
  coefficients: LinearCoefficients,
): CollapsedLikelihood {
  const { pattern, borderTerms, border, linearStart, lead } = s;
  const values = placeValues(program, coefficients, s.origin);
  const { covariances, parameters } = values;
  const residual = program.residual === undefined ? null : residualForm(program.residual);
  const { held, value } = coefficients;
  const free = Int32Array.from([...held.keys()].filter((j) => held[j] === 0));
  const heldAt = Int32Array.from([...held.keys()].filter((j) => held[j] === 1));
  const analysis = analysisFor(s, free.length);
  const own = analysis.pattern;
  const cholesky = sparseCholesky(analysis);
  const leading = lead === null ? null : leadingTerm(lead, s.k);
  const nodes = nodeFactors(s);
  const size = valueCount(pattern);
  const [sums, moments] = [new Float64Array(size), new Float64Array(needsMoments(s) ? size : 0)];
  const [precision, covariance] = [new Float64Array(valueCount(own)), new Float64Array(valueCount(own))];
  const n = linearStart + free.length;
  const [right, mean, zeta] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const [w, drawn] = [new Float64Array(border + 1), new Float64Array(border + 1)];
  const last = pattern.sizes.length - 1;
  const lastRow = pattern.start[last];
  const corner = pattern.offset[lastRow + last];
  const q = border + 1 - linearStart;
  const starts = effectStarts(program.terms, 0);
  const gradient = {
    sigma: 0,
    factors: program.terms.map(({ coefs }) => new Float64Array(coefs.length * coefs.length)),
    held: new Float64Array(held.length),
    parameters: residual === null ? null : new Float64Array(parameters.length),
  };
  const forms = new Float64Array(s.sets?.count ?? 0);
  const point = { found: null as ResidualWeights | null, isGood: false, hasCovariance: false, rest: 0 };

  /** Number of the corner: of X'X and X'y, y'y. */
  const cornerAt = (a: number, b: number): number => sums[corner + (a > b ? a * q + b : b * q + a)];

  /** The right-hand side, and what of y'Wy / sigma^2 held coefficients and prior means leave. */
  const fillRight = (scale: number): number => {
    for (let j = 0; j < last; j++) {
      const [k, at, first] = [pattern.sizes[j], pattern.offset[lastRow + j], nodes.first[j]];
      const l = nodes.factors[nodes.termOf[j]];
      for (let x = 0; x < k; x++) {
        let sum = sums[at + (q - 1) * k + x];
        for (let h = 0; h < heldAt.length; h++) sum -= value[heldAt[h]] * sums[at + heldAt[h] * k + x];
        zeta[first + x] = sum;
      }
      for (let x = 0; x < k; x++) {
        let sum = 0;
        for (let d = x; d < k; d++) sum += l[d * k + x] * zeta[first + d];
        right[first + x] = scale * sum;
      }
    }
    for (let f = 0; f < free.length; f++) right[linearStart + f] = scale * leftOfY(free[f]);
    let yy = leftOfY(q - 1);
    for (let h = 0; h < heldAt.length; h++) yy -= value[heldAt[h]] * leftOfY(heldAt[h]);
    return scale * yy;
  };

  /** X_a'W(y - held part), or y'W(the same). */
  const leftOfY = (a: number): number => {
    let sum = cornerAt(q - 1, a);
    for (let h = 0; h < heldAt.length; h++) sum -= value[heldAt[h]] * cornerAt(heldAt[h], a);
    return sum;
  };

  /** w = Lambda zeta, held coefficients in their places. */
  const spreadOut = (unknown: Float64Array, out: Float64Array): void => {
    for (let j = 0; j < last; j++) {
      const [k, first] = [pattern.sizes[j], nodes.first[j]];
      const l = nodes.factors[nodes.termOf[j]];
      for (let x = 0; x < k; x++) {
        let sum = 0;
        for (let d = 0; d <= x; d++) sum += l[x * k + d] * unknown[first + d];
        out[first + x] = sum;
      }
    }
    for (let f = 0; f < free.length; f++) out[linearStart + free[f]] = unknown[linearStart + f];
    for (let h = 0; h < heldAt.length; h++) out[linearStart + heldAt[h]] = value[heldAt[h]];
  };

  const combineSums = (): boolean => {
    sums.set(s.sums);
    if (residual === null || s.sets === null) return true;
    point.found = residual.evaluate(parameters);
    if (point.found !== null) addWeighed(s.sets, point.found.weights, sums);
    return point.found !== null;
  };

  /** log p(y), with what is needed to differentiate it held in the arrays above. */
  const locate = (): number => {
    const { sigma, factors } = covariances;
    const scale = 1 / (sigma * sigma);
    if (!combineSums()) return Number.NaN;
    let logDeterminant = leading === null ? 0 : leading.eliminate(factors[s.leading], scale, sums);
    setFactors(nodes, s, factors);
    fillPrecision(pattern, own, nodes, free, scale, sums, precision);
    let yy = fillRight(scale);
    point.rest = yy;
    for (let i = 0; i < last; i++) {
      const [k, at] = [own.sizes[i], own.offset[own.start[i + 1] - 1]];
      for (let x = 0; x < k; x++) precision[at + x * (k + 1)] += 1;
    }
    const ofCoefficients = own.offset[own.column.length] - free.length * free.length;
    for (let f = 0; f < free.length; f++) {
      const [p0, m0] = [coefficients.precision[free[f]], coefficients.mean[free[f]]];
      precision[ofCoefficients + f * (free.length + 1)] += p0;
      right[linearStart + f] += p0 * m0;
      yy += p0 * m0 * m0;
      if (p0 > 0) logDeterminant -= log(p0);
    }
    if (!cholesky.factor(precision)) return Number.NaN;
    mean.set(right);
    cholesky.solve(mean);
    for (let i = 0; i < n; i++) yy -= right[i] * mean[i];
    spreadOut(mean, w);
    w[border] = -1;
    logDeterminant += cholesky.logDeterminant();
    return -0.5 * (s.weight * (log2Pi + 2 * log(sigma)) + logDeterminant + yy);
  };

  const demandPoint = (): void => {
    if (!point.isGood) throw new RangeError('collapsed: no Cholesky factor at the last point');
  };

  const invert = (): void => {
    demandPoint();
    if (!point.hasCovariance) cholesky.inverse(covariance);
    point.hasCovariance = true;
  };

  /** E[sum of squares that the sums left make of y - U w] / sigma^2: of A and its inverse, whose product has trace n. */
  const leftover = (): number => {
    let sum = point.rest + n;
    for (let i = 0; i < last; i++) {
      const [k, at, first] = [own.sizes[i], own.offset[own.start[i + 1] - 1], nodes.first[i]];
      for (let x = 0; x < k; x++) {
        const m = mean[first + x];
        sum -= covariance[at + x * (k + 1)] + m * m + right[first + x] * m;
      }
    }
    const ofCoefficients = own.offset[own.column.length] - free.length * free.length;
    for (let f = 0; f < free.length; f++) {
      const [p0, m0] = [coefficients.precision[free[f]], coefficients.mean[free[f]]];
      const m = mean[linearStart + f];
      sum -= p0 * (covariance[ofCoefficients + f * (free.length + 1)] + m * m);
      sum -= (right[linearStart + f] - 2 * p0 * m0) * m;
    }
    return sum;
  };

  /** L'^-1 (sum of E[z z'] - levels I) of every term in the border; the lower triangle. */
  const borderGradients = (): void => {
    let node = 0;
    for (let t = 0; t < borderTerms.length; t++) {
      const { term, k, levels } = borderTerms[t];
      const out = gradient.factors[term];
      out.fill(0);
      for (let l = 0; l < levels; l++, node++) {
        const [at, first] = [own.offset[own.start[node + 1] - 1], nodes.first[node]];
        for (let x = 0; x < k; x++)
          for (let y = 0; y < k; y++)
            out[x * k + y] +=
              covariance[at + x * k + y] + mean[first + x] * mean[first + y] - (x === y ? 1 : 0);
      }
      solveUpper(nodes.factors[t], k, out);
    }
  };

  /** d log p / d held coefficients: X'V^-1 (y - U w). */
  const heldGradient = (scale: number): void => {
    for (let h = 0; h < heldAt.length; h++) {
      const row = heldAt[h];
      let sum = 0;
      for (let a = 0; a < q; a++) sum -= cornerAt(row, a) * w[linearStart + a];
      for (let j = 0; j < last; j++) {
        const [k, at, first] = [
          pattern.sizes[j],
          pattern.offset[lastRow + j] + row * pattern.sizes[j],
          nodes.first[j],
        ];
        for (let x = 0; x < k; x++) sum -= sums[at + x] * w[first + x];
      }
      gradient.held[row] = scale * sum;
    }
  };

  const residualGradient = (scale: number): void => {
    if (s.sets === null || point.found === null || gradient.parameters === null) return;
    innerProducts(s.sets, moments, forms);
    const { slopes, determinantSlopes } = point.found;
    for (let p = 0; p < slopes.length; p++) {
      let expected = 0;
      for (let k = 0; k < forms.length; k++) expected += slopes[p][k] * forms[k];
      gradient.parameters[p] = -0.5 * (determinantSlopes[p] + scale * expected);
    }
  };

  const drawFrom = (
    rng: Pick<Rng, 'normal'>,
    unknown: Float64Array,
    columns: Float64Array,
    zOut: Float64Array,
  ): void => {
    for (const { term, start, k, levels } of borderTerms)
      for (let i = 0, at = starts[term]; i < k * levels; i++) zOut[at + i] = unknown[start + i];
    leading?.draw(rng, columns, zOut.subarray(starts[s.leading], starts[s.leading + 1]));
  };

  return {
    count: values.count,
    centre: s.centre,
    origin: s.origin,
    factors: covariances.factors,
    at(population) {
      values.read(population);
      point.hasCovariance = false;
      const logLikelihood = locate();
      point.isGood = !Number.isNaN(logLikelihood);
      if (point.found === null) return logLikelihood;
      return logLikelihood - point.found.logDeterminant / 2 + (program.residual?.logJacobian ?? 0);
    },
    adjoints(out) {
      invert();
      const { sigma } = covariances;
      const scale = 1 / (sigma * sigma);
      if (moments.length > 0) fillMoments(pattern, own, nodes, free, w, covariance, moments);
      borderGradients();
      let squares = leftover();
      if (leading !== null) {
        const ofLeading = gradient.factors[s.leading];
        ofLeading.fill(0);
        squares += leading.gradient(moments, ofLeading);
      }
      gradient.sigma = (squares - s.weight) / sigma;
      heldGradient(scale);
      residualGradient(scale);
      values.write(gradient, out);
    },
    linearMeans(out) {
      demandPoint();
      for (let j = 0; j < out.length; j++) out[j] = w[linearStart + j];
    },
    linearCovariance() {
      invert();
      const from = own.offset[own.column.length] - free.length * free.length;
      return covariance.slice(from, from + free.length * free.length);
    },
    effectMeans(zOut) {
      demandPoint();
      drawFrom(still, mean, w, zOut);
    },
    draw(rng, linearOut, zOut) {
      demandPoint();
      for (let i = 0; i < n; i++) zeta[i] = rng.normal();
      cholesky.colour(zeta);
      for (let i = 0; i < n; i++) zeta[i] += mean[i];
      spreadOut(zeta, drawn);
      for (let j = 0; j < linearOut.length; j++) linearOut[j] = drawn[linearStart + j];
      drawFrom(rng, zeta, drawn, zOut);
    },
    spreads() {
      demandPoint();
      if (lead !== null) throw new RangeError('spread: the leading term was taken out');
      return borderTerms.map(({ start, k }) => spreadOf(cholesky.solve, n, start, k));
    },
  };
}

/** That of the statistics, made for the program's own priors; another where other coefficients are integrated out. */
function analysisFor({ pattern, analysis }: SparseStatistics, integrated: number): SparseAnalysis {
  const last = pattern.sizes.length - 1;
  if (analysis.pattern.sizes[last] === integrated) return analysis;
  return analyse(withLastSize(pattern, integrated), [last]);
}

/** Whether anything reads moments off the diagonal. */
function needsMoments({ lead, sets }: SparseStatistics): boolean {
  return lead !== null || sets !== null;
}

/** L'^-1 A in place, of which the lower triangle is right if that of A's columns is. */
function solveUpper(l: Float64Array, k: number, a: Float64Array): void {
  for (let y = 0; y < k; y++)
    for (let x = k - 1; x >= 0; x--) {
      for (let d = x + 1; d < k; d++) a[x * k + y] -= l[d * k + x] * a[d * k + y];
      a[x * k + y] /= l[x * (k + 1)];
    }
}

/** Covariances of a term's levels, by solving for the columns asked for. */
function spreadOf(solve: (x: Float64Array) => void, n: number, start: number, k: number): EffectSpread {
  const columns = new Map<number, Float64Array>();
  const columnOf = (at: number): Float64Array => {
    const known = columns.get(at);
    if (known !== undefined) return known;
    const column = new Float64Array(n).fill(1, at, at + 1);
    solve(column);
    columns.set(at, column);
    return column;
  };
  return (level, other) => {
    const out = new Float64Array(k * k);
    for (let c = 0; c < k; c++) {
      const column = columnOf(start + other * k + c);
      for (let r = 0; r < k; r++) out[r * k + c] = column[start + level * k + r];
    }
    return out;
  };
}
