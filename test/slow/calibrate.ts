import { expect, test } from 'vitest';
import type { Family } from '../../models/families/family.ts';
import { rankHistogram } from '../../src/testing/rankTests.ts';
import { sbc } from '../../src/testing/sbc.ts';
import { type SbcResult, sbcSubset } from '../../src/testing/sbcResult.ts';
import { residualCell } from '../residual/cells.ts';
import { type CellDesign, type CellFamily, cell } from '../sbc/cells.ts';
import { familyCell } from '../sbc/familyCells.ts';
import { forcedReference, isAccepted } from '../sbc/forcedReference.ts';
import { gibbsBySolves } from '../sbc/gibbsBySolves.ts';
import { laplaceSampler } from '../sbc/laplaceSampler.ts';
import { sigmaCell } from '../sbc/sigmaCells.ts';

/** Of twenty calibrated cells one fails in one table out of twenty; the seed is fixed, so it fails always or never. */
const settings = { simulations: 200, draws: 31, warmup: 250, level: 0.0025 } as const;

/** One row of the table in docs/calibration.md, and the histogram of the worst quantity. */
function report(title: string, result: SbcResult, remarks: string, seconds: number): void {
  const { verdict, runs, draws, names, ranks } = result;
  const divergent = runs.filter((r) => r.divergences > 0).length;
  const short = runs.filter((r) => r.leastEss < 2 * draws).length;
  const worst = ranks[names.indexOf(verdict.worst)];
  const histogram = worst === undefined ? 'pooled' : rankHistogram(worst, draws).join(' ');
  // where Gaussian references are said to fail: sds, and the lowest of their ranks (expected: runs / (draws + 1))
  const sds = names.flatMap((name, q) => (name.startsWith('sd_') ? [q] : []));
  const ofSds = sds.map((q) => {
    const p = result.tests.find((t) => t.name === names[q])?.p.toPrecision(2);
    const lowest = ranks[q].filter((r) => r === 0).length;
    return `${names[q]}: p ${p}, ${rankHistogram(ranks[q], draws).join(' ')}, lowest ${lowest}`;
  });
  const adjusted = verdict.adjustedP.toPrecision(2);
  console.log(
    `| ${title} | ${runs.length} | ${draws} | ${adjusted} | ${verdict.worst} | ${histogram} | ${divergent} | ${short} | ${remarks} | ${verdict.ok ? 'calibrated' : 'NOT CALIBRATED'} | ${Math.round(seconds)} s |\n  ${ofSds.join('\n  ')}`,
  );
}

export function calibrated(
  family: CellFamily,
  design: CellDesign,
  sampler: 'collapsed' | 'quadrature' | 'whitened' | 'nuts',
): void {
  test(`${family}, ${design}, ${sampler}`, async () => {
    const start = performance.now();
    const result = await sbc(cell(family, design), { ...settings, sampler });
    const changed = result.runs.filter((r) => r.reason.startsWith('fell back')).length;
    const remarks = `${changed} fell back`;
    report(`${sampler}, ${family}, ${design}`, result, remarks, (performance.now() - start) / 1000);
    expect(result.verdict.ok, result.verdict.text).toBe(true);
  });
}

/** The gibbs sampler, with conjugate gradients for every factor but one, small as they are. */
export function calibratedGibbs(design: CellDesign): void {
  test(`gaussian, ${design}, gibbs`, async () => {
    const start = performance.now();
    const result = await sbc(cell('gaussian', design), { ...settings, sampler: gibbsBySolves });
    report(`gibbs, gaussian, ${design}`, result, '', (performance.now() - start) / 1000);
    expect(result.verdict.ok, result.verdict.text).toBe(true);
  });
}

/** A family under its default link. */
export function calibratedFamily(family: Family): void {
  test(`family ${family.name}`, async () => {
    const start = performance.now();
    const result = await sbc(familyCell(family), { ...settings, sampler: 'nuts' });
    report(`nuts, ${family.name}`, result, '', (performance.now() - start) / 1000);
    expect(result.verdict.ok, result.verdict.text).toBe(true);
  });
}

/** A residual structure. */
export function calibratedResidual(residual: string, random: string): void {
  test(`residual ${residual}${random}`, async () => {
    const start = performance.now();
    const result = await sbc(residualCell(residual, random), settings);
    report(`collapsed, ${residual}${random}`, result, '', (performance.now() - start) / 1000);
    expect(result.verdict.ok, result.verdict.text).toBe(true);
  });
}

/** A formula for the residual sd. */
export function calibratedSigma(sigma: string, random?: string): void {
  test(`gaussian, sigma ${sigma}`, async () => {
    const start = performance.now();
    const result = await sbc(sigmaCell(sigma, random), settings);
    const references = result.runs.filter((r) => r.strategy === 'reference').length;
    const remarks = `${references} by the reference`;
    report(`auto, gaussian, sigma ${sigma}`, result, remarks, (performance.now() - start) / 1000);
    expect(result.verdict.ok, result.verdict.text).toBe(true);
  });
}

/** The reference wherever it can be had; then the data sets for which the choice of sampler would have taken it. */
export function calibratedReference(family: CellFamily, design: CellDesign): void {
  test(`${family}, ${design}, reference`, async () => {
    const start = performance.now();
    const { sampler, counts } = forcedReference();
    const forced = await sbc(cell(family, design), { ...settings, sampler });
    const accepted = sbcSubset(forced, isAccepted, settings);
    const seconds = (performance.now() - start) / 1000;
    const { refused, impossible, poor, poorAndRefused } = counts;
    const remarks = `${refused} refused, ${impossible} impossible, ${poor} poor (${poorAndRefused} of them refused)`;
    report(`reference forced, ${family}, ${design}`, forced, remarks, seconds);
    report(`reference accepted, ${family}, ${design}`, accepted, '', seconds);
    expect(accepted.verdict.ok, accepted.verdict.text).toBe(true);
  });
}

/** The reference, its sds along each other's ridge whether or not there is one, on the data sets for which it would be chosen. */
export function calibratedBent(family: CellFamily, design: CellDesign): void {
  test(`${family}, ${design}, reference, bent`, async () => {
    const start = performance.now();
    const { sampler, counts } = forcedReference({ bent: true });
    const forced = await sbc(cell(family, design), { ...settings, sampler });
    const accepted = sbcSubset(forced, isAccepted, settings);
    const remarks = `${counts.refused} refused, ${counts.impossible} impossible, ${counts.poor} poor`;
    report(`reference bent, ${family}, ${design}`, accepted, remarks, (performance.now() - start) / 1000);
    expect(accepted.verdict.ok, accepted.verdict.text).toBe(true);
  });
}

/** Importance resampling, on the data sets that its k-hat does not refuse. */
export function calibratedLaplace(family: CellFamily, design: CellDesign): void {
  test(`${family}, ${design}, laplace`, async () => {
    const start = performance.now();
    const result = await sbc(cell(family, design), { ...settings, sampler: laplaceSampler });
    const remarks = `${result.leftOut} refused`;
    report(`laplace, ${family}, ${design}`, result, remarks, (performance.now() - start) / 1000);
    expect(result.verdict.ok, result.verdict.text).toBe(true);
  });
}
