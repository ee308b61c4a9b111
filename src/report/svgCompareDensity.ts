import type { ComparedParameter } from '../../models/compare/compareParameters.ts';
import { html, type Markup } from './html.ts';
import { kernelDensity } from './kernelDensity.ts';
import { chainFrame, chartTitle, horizontalAxis, svg } from './svgFrame.ts';
import { extent, linearScale, linePath } from './svgScale.ts';

const gridPoints = 121;
/** Draws the kernel sees. */
const kernelDraws = 2000;
/** How far the picture reaches, in sds of either side. */
const reach = 3.2;

/**
 * The posterior's density by Gaussian kernels, and the other's: by kernels too where it has draws, else the normal density
 * that estimate and standard error stand for.
 */
export function compareDensity(
  { name, estimate, se, mean, sd }: ComparedParameter,
  draws: Float64Array,
  other: Float64Array | null,
  lowest: number,
): Markup {
  const frame = chainFrame;
  const ends = extent([mean - reach * sd, mean + reach * sd, estimate - reach * se, estimate + reach * se]);
  const x = linearScale(ends, [frame.left, frame.right]);
  const grid = Array.from(
    { length: gridPoints },
    (_, k) => x.low + ((x.high - x.low) * k) / (gridPoints - 1),
  );
  const density = (of: Float64Array): number[] =>
    kernelDensity(of, grid, [lowest, Number.POSITIVE_INFINITY], kernelDraws);
  const normal = (v: number): number =>
    Math.exp(-0.5 * ((v - estimate) / se) ** 2) / (se * Math.sqrt(2 * Math.PI));
  const posterior = density(draws);
  const second = other === null ? grid.map(normal) : density(other);
  const y = linearScale([0, extent(posterior, second)[1]], [frame.bottom, frame.top], 2);
  const line = (curve: readonly number[], style: string): Markup =>
    html`<path class="chain ${style}" d="${linePath(grid.map(x.at), curve.map(y.at))}"/>`;
  return svg(
    frame,
    `density of ${name}: posterior and ${other === null ? 'approximation' : 'another posterior'}`,
    [
      chartTitle(frame, name),
      line(posterior, 'k1'),
      Number.isFinite(se) && se > 0 ? line(second, other === null ? 'k2 dashed' : 'k2') : null,
      horizontalAxis(frame, frame.bottom, x),
    ],
  );
}
