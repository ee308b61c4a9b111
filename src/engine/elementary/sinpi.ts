/** Sine and cosine of multiples of pi, for the reflection formulas of the gamma family. */

/** sin(pi x) for |x| <= 1/2, within 2 ulp: an odd polynomial of degree 17. */
function sinPiCentral(x: number): number {
  const w = x * x;
  let p = 7.697826768224191e-7;
  p = p * w - 2.1903497074626018e-5;
  p = p * w + 0.0004662998161898394;
  p = p * w - 0.007370430505916944;
  p = p * w + 0.0821458865731029;
  p = p * w - 0.5992645293189447;
  p = p * w + 2.5501640398773007;
  p = p * w - 5.167712780049969;
  return x * (p * w + Math.PI);
}

/** The distance of x from its nearest whole number, in -1/2..1/2; exact. */
function fromWhole(x: number): number {
  return x - Math.round(x);
}

/** |sin(pi x)| */
export function absSinPi(x: number): number {
  return Math.abs(sinPiCentral(fromWhole(x)));
}

/** cot(pi x); NaN at whole numbers is the caller's to avoid. */
export function cotPi(x: number): number {
  const r = fromWhole(x);
  const size = Math.abs(r);
  const value = sinPiCentral(0.5 - size) / sinPiCentral(size);
  return r < 0 ? -value : value;
}
