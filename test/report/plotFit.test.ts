import { describe, expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { InputError } from '../../src/engine/errors.ts';
import { kindWords, type PlotKind } from '../../src/report/plotFit/kindWords.ts';
import { type PlotFitOptions, plot } from '../../src/report/plotFit/plot.ts';
import { madeUpFit, manyGroups } from './fits.ts';
import { checkMarkup, visibleText } from './markup.ts';

const model = manyGroups(8);
const fit = madeUpFit(model, 2, 60);
const draw = (kind: PlotKind, options: Partial<PlotFitOptions> = {}): string =>
  plot(fit, { ...options, kind });
/** Those of a gaussian outcome. */
const linear = (kind: string): boolean => !['ratios', 'rootogram', 'binned'].includes(kind);

describe('plot', () => {
  test.each(Object.keys(kindWords).filter(linear) as PlotKind[])(
    '%s of a fit is a picture, and the same again',
    (kind) => {
      const svg = draw(kind);
      checkMarkup(svg);
      expect(svg).toBe(draw(kind));
      expect(svg.replace(/<desc>.*?<\/desc>/, '')).not.toMatch(/NaN|undefined|Infinity/);
      expect(svg).not.toContain('>no finite values<');
    },
  );

  test('units follow the link: the outcome itself, or the link’s scale', () => {
    expect(visibleText(draw('density', { parameters: ['b_a', 'sigma'] }))).toMatch(
      /b_a \(unit of y per unit of a\).*sigma \(unit of y\)/,
    );
    const y = Array.from({ length: 24 }, (_, i) => ((i * 7) % 3 > 0 ? 1 : 0));
    const data = tableFromColumns({ y, a: y.map((_, i) => (i * 5) % 7), g: y.map((_, i) => `g${i % 4}`) });
    const binary = madeUpFit(glmm('y ~ a + (1 | g)', data, { family: 'bernoulli' }), 2, 40);
    expect(visibleText(plot(binary, { kind: 'caterpillar' }))).toContain('effect on Intercept (logit scale)');
    expect(visibleText(plot(binary, { kind: 'ratios' }))).toContain('odds ratio (per unit, log axis)');
    const enough = madeUpFit(glmm('y ~ a + (1 | g)', data, { family: 'bernoulli' }), 2, 50);
    expect(visibleText(plot(enough, { kind: 'binned' }))).toContain('expected y (probability)');
  });

  test('short names of coefficients will do, an unknown one is answered with the nearest', () => {
    expect(draw('trace', { parameters: ['a'] })).toBe(draw('trace', { parameters: ['b_a'] }));
    expect(() => draw('trace', { parameters: ['b_aa'] })).toThrow(
      'plot: no quantity "b_aa" (did you mean "b_a"?)',
    );
    expect(() => draw('caterpillar', { group: 'nurse' })).toThrow('plot: no group "nurse" (have: doctor)');
    expect(() => draw('trase' as PlotKind)).toThrow(
      'plot: no kind "trase" (did you mean "trace"?); have: trace, rank,',
    );
  });

  test('what a fit cannot show is refused in words', () => {
    const approximate = laplace(model, { method: 'map' });
    expect(() => plot(approximate, { kind: 'trace' })).toThrow('plot: a Laplace fit has no chains');
    expect(plot(approximate, { kind: 'caterpillar' })).toContain('8 levels of doctor');
    expect(() => plot(model, { kind: 'trace' })).toThrow('plot: a model alone has no draws');
    expect(() => draw('ratios')).toThrow('exp of a coefficient means nothing under the identity link');
    expect(() => plot({ draws: fit.draws }, { kind: 'prior' })).toThrow('plot: priors need the model');
    expect(() => plot({ draws: fit.draws }, { kind: 'energy' })).toThrow('plot: this fit has no energies');
    expect(() => draw('binned')).toThrow('binned residuals are of outcomes that are 0 or 1');
    expect(() => draw('rootogram')).toThrow('a rootogram is of counts');
    expect(() => plot(madeUpFit(model, 1, 40), { kind: 'pit' })).toThrow('data sets');
    expect(() => draw('intervals', { level: 95 })).toThrow('plot: level must lie between 0 and 1, got 95');
    expect(() => draw('trace', { group: 'doctor' })).toThrow(
      'plot: kind "trace" has no use for group; it takes parameters',
    );
    expect(() => draw('effect', { groups: 'given' })).toThrow('kinds spaghetti and subjects');
    expect(() => plot(7 as never, { kind: 'trace' })).toThrow(InputError);
  });

  test('Z needs no fit; a level’s columns stand together, numbered levels by size', () => {
    const g = [10, 10, 9, 2, 2, 2];
    const table = tableFromColumns({ y: [1, 3, 2, 5, 4, 6], x: [1, 2, 3, 4, 0, 6], g });
    const text = visibleText(plot(glmm('y ~ x + (x | g)', table), { kind: 'z' }));
    expect(text).toContain('6 rows, 6 columns; 11 of 36 entries are not zero (31%).');
    expect(text).toMatch(/2, .* 2, .* 9, .* 9, .* 10, .* 10, /);
    expect(() => plot(glmm('y ~ x', table), { kind: 'z' })).toThrow(
      'plot: the model has no group effects, so it has no Z',
    );
  });
});
