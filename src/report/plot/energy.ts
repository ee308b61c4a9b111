import { ebfmiPerChain } from '../../../diagnostics/ebfmi.ts';
import { mean } from '../../../diagnostics/moments.ts';
import { EBFMI_LIMIT } from '../../../diagnostics/verdict.ts';
import { fixed } from '../textTable.ts';
import { densityCurve, densityGrid } from './curve.ts';
import { figure } from './figure.ts';
import type { Mark, Style } from './marks.ts';
import type { Panel, PlotOptions } from './spec.ts';

const everywhere = [-Infinity, Infinity] as const;
const marginal: Style = { colour: 0 };
const transition: Style = { colour: 1, width: 2, dash: 1 };

/**
 * Energies of each chain's draws less their mean, and their steps from draw to draw. Where the steps are much narrower the
 * momentum cannot carry the chain through the tails: E-BFMI, their ratio, is then small.
 * Source: Betancourt 2016, Diagnosing suboptimal cotangent disintegrations in HMC, section 3.
 * @param energies one array a chain
 */
export function energyPlot(energies: readonly Float64Array[], options: PlotOptions = {}): string {
  const values = ebfmiPerChain(energies);
  return figure(
    {
      title: 'Energy',
      description: `Densities of the energy less its mean and of its steps from draw to draw, a panel for each of ${energies.length} chains. E-BFMI is ${values.map((value) => fixed(value, 2)).join(', ')}; below ${EBFMI_LIMIT} the tails are badly explored.`,
      caption: `E-BFMI below ${EBFMI_LIMIT}, steps much narrower than the energy itself, means badly explored tails.`,
      x: { label: 'energy, less its mean', unit: 'nats', margin: 0 },
      y: { label: 'density', unit: 'area 1', include: [0], bare: true },
      panels: energies.map((energy, c) => panelOf(energy, `chain ${c + 1}: E-BFMI ${fixed(values[c], 2)}`)),
      columns: Math.min(4, energies.length <= 4 ? 2 : 4, energies.length),
      legend: [
        { text: 'energy of draws (marginal)', sign: 'band', style: marginal },
        { text: 'step of the energy (transition)', sign: 'line', style: transition },
      ],
      panelHeight: energies.length === 1 ? 200 : 110,
    },
    options,
  );
}

function panelOf(energy: Float64Array, title: string): Panel {
  const centre = mean([energy]);
  const own = energy.map((value) => value - centre);
  const steps = energy.slice(1).map((value, i) => value - energy[i]);
  const grid = densityGrid([own, steps], everywhere);
  const curve = densityCurve(own, grid, everywhere);
  const marks: Mark[] = [
    { kind: 'band', x: curve.x, low: curve.x.map(() => 0), high: curve.y, style: marginal },
    { kind: 'line', ...curve, style: marginal },
    { kind: 'line', ...densityCurve(steps, grid, everywhere), style: transition },
  ];
  return { title, marks };
}
