import { log } from '../../src/elementary.ts';
import type { LevelTransport } from './levels.ts';
import type { Stage } from './transport.ts';

/** Numbers kept of a level between forward and backward: R (3), g, mean and noise (2 each). */
const kept = 9;

/** `LevelTransport` for two coefficients a level, as `vectorLevels` with everything written out. */
export function pairLevels({ levels, from, column, zu, zy, zz }: Stage): LevelTransport {
  const memory = new Float64Array(kept * levels);
  return {
    forward([l00, , l10, l11], w, xi, zOut) {
      let product = 1;
      let logDeterminant = 0;
      for (let j = 0; j < levels; j++) {
        const i00 = zz[4 * j];
        const i10 = zz[4 * j + 2];
        const i11 = zz[4 * j + 3];
        const il10 = i10 * l00 + i11 * l10;
        const r00 = Math.sqrt(1 + l00 * (i00 * l00 + i10 * l10) + l10 * il10);
        const r10 = (l11 * il10) / r00;
        const r11 = Math.sqrt(1 + l11 * l11 * i11 - r10 * r10);
        let g0 = zy[2 * j];
        let g1 = zy[2 * j + 1];
        for (let i = from[j]; i < from[j + 1]; i++) {
          const at = w[column[i]];
          g0 -= zu[2 * i] * at;
          g1 -= zu[2 * i + 1] * at;
        }
        const x0 = (l00 * g0 + l10 * g1) / r00;
        const x1 = (l11 * g1 - r10 * x0) / r11;
        const m1 = x1 / r11;
        const m0 = (x0 - r10 * m1) / r00;
        const e1 = xi[2 * j + 1] / r11;
        const e0 = (xi[2 * j] - r10 * e1) / r00;
        zOut[2 * j] = m0 + e0;
        zOut[2 * j + 1] = m1 + e1;
        const at = kept * j;
        memory[at] = r00;
        memory[at + 1] = r10;
        memory[at + 2] = r11;
        memory[at + 3] = g0;
        memory[at + 4] = g1;
        memory[at + 5] = m0;
        memory[at + 6] = m1;
        memory[at + 7] = e0;
        memory[at + 8] = e1;
        product *= r00 * r11;
        if (product > 1e200 || j === levels - 1) {
          logDeterminant -= log(product);
          product = 1;
        }
      }
      return logDeterminant;
    },
    backward([l00, , l10, l11], zBar, xiOut, wOut, lOut) {
      for (let j = 0; j < levels; j++) {
        const at = kept * j;
        const [r00, r10, r11] = [memory[at], memory[at + 1], memory[at + 2]];
        const [g0, g1] = [memory[at + 3], memory[at + 4]];
        const [m0, m1, e0, e1] = [memory[at + 5], memory[at + 6], memory[at + 7], memory[at + 8]];
        const q0 = zBar[2 * j] / r00;
        const q1 = (zBar[2 * j + 1] - r10 * q0) / r11;
        xiOut[2 * j] = q0;
        xiOut[2 * j + 1] = q1;
        const a1 = q1 / r11;
        const a0 = (q0 - r10 * a1) / r00;
        const gBar0 = l00 * a0;
        const gBar1 = l10 * a0 + l11 * a1;
        for (let i = from[j]; i < from[j + 1]; i++)
          wOut[column[i]] -= zu[2 * i] * gBar0 + zu[2 * i + 1] * gBar1;
        // P, half of R' rBar made symmetric, then R'^-1 P R^-1: see `choleskyAdjoint`.
        const p10 = -0.5 * r11 * e1 * q0;
        const p00 = 0.5 * (-r00 * e0 * q0 - 1 - r10 * e1 * q0);
        const p11 = 0.5 * (-r11 * e1 * q1 - 1);
        const y10 = p10 / r11;
        const y11 = p11 / r11;
        const y01 = (p10 - r10 * y11) / r00;
        const y00 = (p00 - r10 * y10) / r00;
        const m10Bar = y01 / r11 - 0.5 * (a0 * m1 + m0 * a1);
        const m00Bar = (y00 - (r10 * y01) / r11) / r00 - a0 * m0;
        const m11Bar = y11 / r11 - a1 * m1;
        const i00 = zz[4 * j];
        const i10 = zz[4 * j + 2];
        const i11 = zz[4 * j + 3];
        const [il00, il01] = [i00 * l00 + i10 * l10, i10 * l11];
        const [il10, il11] = [i10 * l00 + i11 * l10, i11 * l11];
        lOut[0] += g0 * a0 + 2 * (il00 * m00Bar + il01 * m10Bar);
        lOut[2] += g1 * a0 + 2 * (il10 * m00Bar + il11 * m10Bar);
        lOut[3] += g1 * a1 + 2 * (il10 * m10Bar + il11 * m11Bar);
      }
    },
  };
}
