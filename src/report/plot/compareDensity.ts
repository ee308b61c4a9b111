import type { ComparedParameter } from '../../../models/compare/compareParameters.ts';
import { compareLegend } from './compareIntervals.ts';
import { densityCurve } from './curve.ts';
import { figure } from './figure.ts';
import type { Mark, Style } from './marks.ts';
import type { PlotOptions } from './spec.ts';

const gridPoints = 121;
/** How far the picture reaches, in sds of either side. */
const reach = 3.2;

/**
 * The posterior's density by Gaussian kernels, and the other's: by kernels too where it has draws, else the normal density
 * that estimate and standard error stand for.
 * @param lowest where its support ends
 */
export function compareDensityPlot(
  { name, estimate, se, mean, sd }: ComparedParameter,
  draws: Float64Array,
  other: Float64Array | null,
  lowest: number,
  names: readonly [string, string],
  options: PlotOptions = {},
): string {
  const reaches = [mean - reach * sd, mean + reach * sd, estimate - reach * se, estimate + reach * se];
  const finite = reaches.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const grid = Array.from({ length: gridPoints }, (_, k) => low + ((high - low) * k) / (gridPoints - 1));
  const kernels = (of: Float64Array, style: Style): Mark => ({
    kind: 'line',
    ...densityCurve(of, grid, [lowest, Number.POSITIVE_INFINITY]),
    style,
  });
  const normal = (v: number): number =>
    Math.exp(-0.5 * ((v - estimate) / se) ** 2) / (se * Math.sqrt(2 * Math.PI));
  const second: Mark[] =
    other !== null
      ? [kernels(other, styles[1])]
      : se > 0 && Number.isFinite(se)
        ? [{ kind: 'line', x: grid, y: grid.map(normal), style: styles[1] }]
        : [];
  return figure(
    {
      title: name,
      description: `Density of ${name}: ${names[0]} and ${names[1]}.`,
      x: { label: name, margin: 0 },
      y: { label: 'density', unit: 'area 1', include: [0], bare: true },
      panels: [{ marks: [kernels(draws, styles[0]), ...second] }],
      legend: compareLegend(names, styles),
      panelHeight: 96,
    },
    options,
  );
}

const styles: readonly [Style, Style] = [
  { colour: 0, width: 2 },
  { colour: 1, width: 2, dash: 1 },
];
