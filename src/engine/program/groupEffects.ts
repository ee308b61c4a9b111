/** b_j = L z_j for every level j; `factor` is L, lower triangular, k x k row-major. */
export function groupEffects(factor: Float64Array, k: number, z: Float64Array, bOut: Float64Array): void {
  if (k === 1) {
    const sd = factor[0];
    for (let j = 0; j < z.length; j++) bOut[j] = sd * z[j];
    return;
  }
  if (k === 2) {
    const l00 = factor[0];
    const l10 = factor[2];
    const l11 = factor[3];
    for (let at = 0; at < z.length; at += 2) {
      bOut[at] = l00 * z[at];
      bOut[at + 1] = l10 * z[at] + l11 * z[at + 1];
    }
    return;
  }
  for (let at = 0; at < z.length; at += k)
    for (let r = 0; r < k; r++) {
      let s = 0;
      for (let c = 0; c <= r; c++) s += factor[r * k + c] * z[at + c];
      bOut[at + r] = s;
    }
}

/**
 * Reverse of `groupEffects`: given g = d lp / d b, writes d lp / d z = L' g and d lp / d L = sum_j g_j z_j' (lower
 * triangle, k x k row-major).
 */
export function groupEffectsAdjoint(
  factor: Float64Array,
  k: number,
  z: Float64Array,
  g: Float64Array,
  zOut: Float64Array,
  factorOut: Float64Array,
): void {
  factorOut.fill(0);
  if (k === 1) {
    const sd = factor[0];
    let s = 0;
    for (let j = 0; j < z.length; j++) {
      s += g[j] * z[j];
      zOut[j] = sd * g[j];
    }
    factorOut[0] = s;
    return;
  }
  if (k === 2) {
    const l00 = factor[0];
    const l10 = factor[2];
    const l11 = factor[3];
    let s00 = 0;
    let s10 = 0;
    let s11 = 0;
    for (let at = 0; at < z.length; at += 2) {
      const g0 = g[at];
      const g1 = g[at + 1];
      const z0 = z[at];
      s00 += g0 * z0;
      s10 += g1 * z0;
      s11 += g1 * z[at + 1];
      zOut[at] = l00 * g0 + l10 * g1;
      zOut[at + 1] = l11 * g1;
    }
    factorOut[0] = s00;
    factorOut[2] = s10;
    factorOut[3] = s11;
    return;
  }
  for (let at = 0; at < z.length; at += k)
    for (let c = 0; c < k; c++) {
      let s = 0;
      for (let r = c; r < k; r++) {
        s += factor[r * k + c] * g[at + r];
        factorOut[r * k + c] += g[at + r] * z[at + c];
      }
      zOut[at + c] = s;
    }
}

/** b_j <- A b_j for every level j, A k x k row-major and upper triangular: from the internal columns to the user's. */
export function onUserColumns(toUser: Float64Array, k: number, b: Float64Array): void {
  if (k === 1) {
    const scale = toUser[0];
    for (let at = 0; at < b.length; at++) b[at] = 0 + scale * b[at]; // -0 is 0, as in the sums below
    return;
  }
  for (let at = 0; at < b.length; at += k)
    for (let r = 0; r < k; r++) {
      let s = 0;
      for (let c = r; c < k; c++) s += toUser[r * k + c] * b[at + c];
      b[at + r] = s;
    }
}
