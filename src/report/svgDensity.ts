import { html, type Markup } from './html.ts';
import { kernelDensity } from './kernelDensity.ts';
import { chainFrame, chartTitle, horizontalAxis, svg } from './svgFrame.ts';
import { extent, linearScale, linePath, padded } from './svgScale.ts';

/** Points a curve is drawn through. */
const gridPoints = 101;
/** Draws a chain the kernel sees: plenty for a picture. */
const kernelDraws = 1000;

/**
 * Posterior density of one quantity, a curve a chain: Gaussian kernels, reflected at the ends of the support so that
 * an sd's density does not fall off at zero.
 */
export function densityPlot(
  chains: readonly Float64Array[],
  [lower, upper]: readonly [number, number],
  label: string,
): Markup {
  const frame = chainFrame;
  const [least, most] = extent(...chains);
  const [low, high] = padded([least, most], 0.1);
  const domain: [number, number] = [Math.max(low, lower), Math.min(high, upper)];
  const x = linearScale(domain, [frame.left, frame.right]);
  const grid = Array.from({ length: gridPoints }, (_, k) =>
    Math.min(x.high, x.low + ((x.high - x.low) * k) / (gridPoints - 1)),
  );
  const curves = chains.map((draws) => kernelDensity(draws, grid, [lower, upper], kernelDraws));
  const y = linearScale([0, extent(...curves)[1]], [frame.bottom, frame.top], 2);
  const lines = curves.map(
    (curve, c) => html`<path class="chain k${c + 1}" d="${linePath(grid.map(x.at), curve.map(y.at))}"/>`,
  );
  return svg(frame, label, [chartTitle(frame, 'density'), lines, horizontalAxis(frame, frame.bottom, x)]);
}
