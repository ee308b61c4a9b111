/** A smooth function of one number, as polynomials between evenly spaced points that are made where they are first read. */
export interface SmoothTable {
  /** Forgets all values: the function is another one; `scale` is a distance on which it changes. */
  open(scale: number): void;
  value(x: number): number;
  /** The value's first and second derivative, in `slope` and `curvature`. */
  derivatives(x: number): void;
  readonly found: { slope: number; curvature: number };
}

/** Writes values at first + k step; false where they cannot be had. */
export type Values = (first: number, step: number, out: Float64Array) => boolean;

/** Points that a polynomial goes through. */
const points = 12;
/** Stretches that are made at a time. */
const atOnce = 48;
/** Distance of points, in scales. */
const perScale = 0.1;
/**
 * Most that a polynomial through every second point may be off at the others, as absolute or relative error, the greater: that through all points is
 * nearer by the power 2^12, 2.5e-10.
 */
const mostApart = 1e-6;
const closer = 2;
const mostTries = 8;

/** Reads NaN where values cannot be had. */
export function smoothTable(values: Values): SmoothTable {
  const made = new Map<number, Float64Array>();
  const found = { slope: 0, curvature: 0 };
  const known = new Float64Array(atOnce + points - 1);
  let step = 1;
  let last = Number.NaN;
  let coefficients: Float64Array = nothing;

  /** Finds the polynomial of the stretch that x is in; returns where its coefficients begin. */
  function stretchOf(x: number): number {
    const stretch = Math.floor(x / step);
    const block = Math.floor(stretch / atOnce);
    if (block !== last) {
      coefficients = made.get(block) ?? make(block, x);
      last = Math.floor(Math.floor(x / step) / atOnce);
    }
    return points * (Math.floor(x / step) - last * atOnce);
  }

  /** Makes a block of stretches, closer points where these are too far apart. */
  function make(block: number, x: number): Float64Array {
    for (let tries = 0; tries < mostTries; tries++) {
      const own = tries === 0 ? block : Math.floor(Math.floor(x / step) / atOnce);
      if (!values((own * atOnce - points / 2 + 1) * step, step, known)) break;
      if (isSmooth(known)) {
        const all = new Float64Array(points * atOnce);
        for (let s = 0; s < atOnce; s++) interpolate(known, s, all);
        made.set(own, all);
        return all;
      }
      step /= closer;
      made.clear();
    }
    made.set(block, nothing);
    return nothing;
  }

  /** How far x is from the middle of its stretch, in steps. */
  const within = (x: number): number => x / step - Math.floor(x / step) - 0.5;

  return {
    found,
    open(scale) {
      step = perScale * scale;
      last = Number.NaN;
      made.clear();
    },
    value(x) {
      const at = stretchOf(x);
      const s = within(x);
      let sum = coefficients[at + points - 1];
      for (let p = points - 2; p >= 0; p--) sum = sum * s + coefficients[at + p];
      return sum;
    },
    derivatives(x) {
      const at = stretchOf(x);
      const s = within(x);
      let [slope, curvature] = [0, 0];
      for (let p = points - 1; p >= 1; p--) {
        const c = p * coefficients[at + p];
        curvature = p === 1 ? curvature : curvature * s + (p - 1) * c;
        slope = slope * s + c;
      }
      found.slope = slope / step;
      found.curvature = curvature / (step * step);
    },
  };
}

const nothing = new Float64Array(points * atOnce).fill(Number.NaN);

/** For each point of a polynomial, about the middle, the coefficients of what is 1 there and 0 at the others: Lagrange's. */
const lagrange: readonly Float64Array[] = Array.from({ length: points }, (_, i) => {
  const place = (k: number): number => k - (points - 1) / 2;
  let product: Float64Array = Float64Array.of(1);
  for (let k = 0; k < points; k++) {
    if (k === i) continue;
    const next = new Float64Array(product.length + 1);
    product.forEach((c, p) => {
      next[p + 1] += c / (place(i) - place(k));
      next[p] -= (c * place(k)) / (place(i) - place(k));
    });
    product = next;
  }
  return product;
});

/** The polynomial of stretch number s, through the points from number s on. */
function interpolate(known: Float64Array, s: number, out: Float64Array): void {
  lagrange.forEach((basis, i) => {
    for (let p = 0; p < points; p++) out[points * s + p] += known[s + i] * basis[p];
  });
}

/** What the points next to the middle are by those every second one apart from it: the basis' values in the middle. */
const halfway = lagrange.map((basis) => basis[0]);

function isSmooth(known: Float64Array): boolean {
  const reach = points - 1;
  for (let m = reach; m + reach < known.length; m++) {
    const guess = halfway.reduce((sum, weight, i) => sum + weight * known[m - reach + 2 * i], 0);
    if (!(Math.abs(guess - known[m]) <= mostApart * Math.max(1, Math.abs(known[m])))) return false;
  }
  return true;
}
