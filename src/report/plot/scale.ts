/** Where a value lies between the ends of a picture's axis; NaN for NaN. The values of d3-scale 4, its arithmetic step by step. */
export function linearScale(
  [low, high]: readonly [number, number],
  [from, to]: readonly [number, number],
): (value: number) => number {
  return (value) => {
    const t = (value - low) / (high - low);
    return from * (1 - t) + to * t;
  };
}

/** The same by logarithms, for values above 0. */
export function logScale(
  [low, high]: readonly [number, number],
  range: readonly [number, number],
): (value: number) => number {
  const at = linearScale([Math.log(low), Math.log(high)], range);
  return (value) => at(Math.log(value));
}
