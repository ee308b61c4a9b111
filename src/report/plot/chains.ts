import type { Style } from './marks.ts';
import type { LegendEntry } from './spec.ts';
import { colourCount } from './theme.ts';

/** Draws of one quantity, one array a chain, and how its axis is called. */
export interface ChainDraws {
  readonly name: string;
  /** Of its values; left out where they have none. */
  readonly unit?: string;
  readonly chains: readonly Float64Array[];
  /** Where it can lie: [0, Infinity] for an sd. Anywhere if left out. */
  readonly support?: readonly [number, number];
}

/** The line of a chain: a colour, and from the ninth chain on a dash too. */
export function chainStyle(chain: number, style: Omit<Style, 'colour'> = {}): Style {
  return { colour: chain, dash: Math.floor(chain / colourCount), ...style };
}

/** A sign a chain; none for a single one. */
export function chainLegend(chains: number): LegendEntry[] {
  if (chains < 2) return [];
  return Array.from({ length: chains }, (_, c) => ({
    text: `chain ${c + 1}`,
    sign: 'line',
    style: chainStyle(c, { width: 2 }),
  }));
}

/** All chains in one array. */
export function joined(chains: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(chains.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chain of chains) {
    all.set(chain, at);
    at += chain.length;
  }
  return all;
}

/** At most `most` of the places 0, 1, ... length - 1, evenly spread, first and last among them. */
export function evenly(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, k) => k);
  return Array.from({ length: most }, (_, k) => Math.round((k * (length - 1)) / (most - 1)));
}

/** `b_Age`, or `12 quantities`. */
export function namesInWords(quantities: readonly { readonly name: string }[]): string {
  return quantities.length <= 3
    ? quantities.map(({ name }) => name).join(', ')
    : `${quantities.length} quantities`;
}
