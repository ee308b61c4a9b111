import { expect, test } from 'vitest';
import { allDraws, madeUp, modelOf, takeTable } from '../predict/models.ts';

// A rule of integration was tried at four draws and taken for all: where sds of groups differ from draw to draw, chances of
// categories were off by 0.001 in some draws.

/** E over two standard normals, by a fine grid. */
function average(f: (x: number, z: number) => number): number {
  let [sum, weight] = [0, 0];
  for (let i = -40; i <= 40; i++)
    for (let j = -40; j <= 40; j++) {
      const w = Math.exp(-(i * i + j * j) / 50);
      sum += w * f(i / 5, j / 5);
      weight += w;
    }
  return sum / weight;
}

test('kept: an average over groups in two linear predictors is exact at every draw', () => {
  const model = modelOf({ formula: 'named ~ x + (1 |q| g)', options: { family: 'categorical' } });
  const draws = madeUp(model, { chains: 1, draws: 8 });
  const sds = ['sd_g__mul_Intercept', 'sd_g__mum_Intercept'].map((name) => draws.names.indexOf(name));
  for (let d = 0; d < 8; d++) for (const q of sds) draws.values[0][q * 8 + d] = d % 2 === 0 ? 0.3 : 2.5;
  const { out } = allDraws({ model, draws }, takeTable(24, [0]), { scale: 'mean', groups: 'averaged' });
  const [x] = model.design.fixed.columns[0];
  const value = (name: string, d: number): number => draws.values[0][draws.names.indexOf(name) * 8 + d];
  for (let d = 0; d < 8; d++) {
    const of = (name: string): number => value(name, d);
    const rho = of('cor_g__mul_Intercept__mum_Intercept');
    const chance = average((u, v) => {
      const l = Math.exp(of('b_mul_Intercept') + of('b_mul_x') * x + of('sd_g__mul_Intercept') * u);
      const w = rho * u + Math.sqrt(1 - rho * rho) * v;
      const m = Math.exp(of('b_mum_Intercept') + of('b_mum_x') * x + of('sd_g__mum_Intercept') * w);
      return 1 / (1 + l + m);
    });
    expect(Math.abs(out[d] - chance)).toBeLessThan(1e-7);
  }
});
