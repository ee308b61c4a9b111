/** A smooth curve through points. */
export interface Curve {
  /** Writes value and slope. */
  at(x: number, out: { value: number; slope: number }): void;
}

/** The cubic spline through these points, x ascending, with slope 0 at both ends, and level beyond them. */
export function levelEndedSpline(x: ArrayLike<number>, y: ArrayLike<number>): Curve {
  return through(x, y, 0, 0);
}

/** The same with the slope of the outermost two points at each end, and straight beyond them. */
export function spline(x: ArrayLike<number>, y: ArrayLike<number>): Curve {
  const n = x.length;
  return through(x, y, (y[1] - y[0]) / (x[1] - x[0]), (y[n - 1] - y[n - 2]) / (x[n - 1] - x[n - 2]));
}

function through(x: ArrayLike<number>, y: ArrayLike<number>, first: number, lastSlope: number): Curve {
  const slopes = knotSlopes(x, y, first, lastSlope);
  const last = x.length - 1;
  return {
    at(point, out) {
      if (!(point > x[0] && point < x[last])) {
        const end = point > x[0] ? last : 0;
        out.value = y[end] + slopes[end] * (point - x[end]);
        out.slope = slopes[end];
        return;
      }
      let k = 0;
      while (point >= x[k + 1]) k++;
      const h = x[k + 1] - x[k];
      const t = (point - x[k]) / h;
      const rise = y[k + 1] - y[k];
      const c2 = 3 * rise - h * (2 * slopes[k] + slopes[k + 1]);
      const c3 = h * (slopes[k] + slopes[k + 1]) - 2 * rise;
      out.value = y[k] + t * (h * slopes[k] + t * (c2 + t * c3));
      out.slope = slopes[k] + (t * (2 * c2 + 3 * t * c3)) / h;
    },
  };
}

/** Slopes at the points that make second derivatives continuous, given those at the ends: a tridiagonal system. */
function knotSlopes(x: ArrayLike<number>, y: ArrayLike<number>, first: number, last: number): Float64Array {
  const n = x.length;
  const slope = new Float64Array(n);
  const above = new Float64Array(n);
  slope[0] = first;
  slope[n - 1] = last;
  for (let k = 1; k + 1 < n; k++) {
    const [before, after] = [x[k] - x[k - 1], x[k + 1] - x[k]];
    const right = 3 * ((y[k] - y[k - 1]) / (before * before) + (y[k + 1] - y[k]) / (after * after));
    const pivot = 2 * (1 / before + 1 / after) - above[k - 1] / before;
    above[k] = 1 / after / pivot;
    slope[k] = (right - slope[k - 1] / before) / pivot;
  }
  for (let k = n - 2; k > 0; k--) slope[k] -= above[k] * slope[k + 1];
  return slope;
}
