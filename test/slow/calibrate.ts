import { expect, test } from 'vitest';
import { rankHistogram } from '../../src/testing/rankTests.ts';
import { type SbcResult, sbc, sbcSubset } from '../../src/testing/sbc.ts';
import { type CellDesign, type CellFamily, cell } from '../sbc/cells.ts';
import { forcedReference, isAccepted } from '../sbc/forcedReference.ts';

/** About one cell in twenty tables of twenty may fail a calibrated sampler; seeds are fixed, so then none ever does. */
const settings = { simulations: 200, draws: 63, warmup: 300, level: 0.0025 } as const;

/** One row of the table in docs/calibration.md, and the histogram of the worst quantity. */
function report(title: string, result: SbcResult, remarks: string, seconds: number): void {
  const { verdict, runs, draws, names, ranks } = result;
  const divergent = runs.filter((r) => r.divergences > 0).length;
  const short = runs.filter((r) => r.leastEss < 2 * draws).length;
  const worst = ranks[names.indexOf(verdict.worst)];
  const histogram = worst === undefined ? 'pooled' : rankHistogram(worst, draws).join(' ');
  const adjusted = verdict.adjustedP.toPrecision(2);
  console.log(
    `| ${title} | ${runs.length} | ${draws} | ${adjusted} | ${verdict.worst} | ${histogram} | ${divergent} | ${short} | ${remarks} | ${verdict.ok ? 'calibrated' : 'NOT CALIBRATED'} | ${Math.round(seconds)} s`,
  );
}

export function calibrated(family: CellFamily, design: CellDesign, sampler: 'collapsed' | 'nuts'): void {
  test(`${family}, ${design}, ${sampler}`, async () => {
    const start = performance.now();
    const result = await sbc(cell(family, design), { ...settings, sampler });
    report(`${sampler}, ${family}, ${design}`, result, '', (performance.now() - start) / 1000);
    expect(result.verdict.ok, result.verdict.text).toBe(true);
  });
}

/** The reference wherever it can be had; then the data sets for which the choice of sampler would have taken it. */
export function calibratedReference(family: CellFamily, design: CellDesign): void {
  test(`${family}, ${design}, reference`, async () => {
    const start = performance.now();
    const { sampler, counts } = forcedReference();
    const forced = await sbc(cell(family, design), { ...settings, sampler });
    const accepted = sbcSubset(forced, isAccepted, settings.level);
    const seconds = (performance.now() - start) / 1000;
    const { refused, impossible, poor, poorAndRefused } = counts;
    const remarks = `${refused} refused, ${impossible} impossible, ${poor} poor (${poorAndRefused} of them refused)`;
    report(`reference forced, ${family}, ${design}`, forced, remarks, seconds);
    report(`reference accepted, ${family}, ${design}`, accepted, '', seconds);
    expect(accepted.verdict.ok, accepted.verdict.text).toBe(true);
  });
}
