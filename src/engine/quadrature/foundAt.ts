/** What was found at a point, and the point: NaN until it is known. */
export interface Found {
  readonly alpha: Float64Array;
}

/** What was found at the last point, and apart from it at the point where effects were drawn last: a chain asks for other points in between. */
export interface FoundPoints<F extends Found> {
  /** Of the last point, to be filled. */
  readonly last: F;
  /** What was found at a point; `find` fills `last` where that is neither. */
  at(alpha: Float64Array, find: () => void): F;
}

export function foundPoints<F extends Found>(fresh: () => F): FoundPoints<F> {
  let [last, held] = [fresh(), fresh()];
  return {
    get last() {
      return last;
    },
    at(alpha, find) {
      if (!isAt(held.alpha, alpha)) {
        if (!isAt(last.alpha, alpha)) find();
        [last, held] = [held, last];
      }
      return held;
    },
  };
}

/** Whether two points are the same. */
export function isAt(point: Float64Array, alpha: Float64Array): boolean {
  for (let i = 0; i < point.length; i++) if (point[i] !== alpha[i]) return false;
  return true;
}
