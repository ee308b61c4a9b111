/** Dense matrices as rows: slow, plain, to hold the fast code against. */
export type Dense = number[][];

/** Inverse and log |determinant| by Gauss-Jordan with partial pivoting. */
export function invert(matrix: Dense): { inverse: Dense; logDeterminant: number } {
  const n = matrix.length;
  const a = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  let logDeterminant = 0;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k; i < n; i++) if (Math.abs(a[i][k]) > Math.abs(a[best][k])) best = i;
    [a[k], a[best]] = [a[best], a[k]];
    const pivot = a[k][k];
    logDeterminant += Math.log(Math.abs(pivot));
    a[k] = a[k].map((x) => x / pivot);
    for (let i = 0; i < n; i++)
      if (i !== k && a[i][k] !== 0) {
        const by = a[i][k];
        a[i] = a[i].map((x, j) => x - by * a[k][j]);
      }
  }
  return { inverse: a.map((row) => row.slice(n)), logDeterminant };
}
