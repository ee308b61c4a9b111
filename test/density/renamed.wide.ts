import { describe, expect, test } from 'vitest';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { chooseFamily } from '../../models/families/choose.ts';
import type { Family, LinkDensity } from '../../models/families/family.ts';
import { responseCheck } from '../../models/families/responses.ts';
import { ownParameters } from '../../models/families/thresholds.ts';
import type { Model } from '../../models/glmm.ts';
import { bootstrap } from '../../models/likelihood/bootstrap.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { likelihoodRatio } from '../../models/likelihood/likelihoodRatio.ts';
import { profile } from '../../models/likelihood/profile.ts';
import { rowDrawer } from '../../models/simulate/drawRows.ts';
import { simulatePrior } from '../../models/simulate/prior.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';
import { explain, glmm } from '../../src/index.ts';
import { compare } from '../../src/report/compare.ts';
import { fitFile } from '../../src/report/fitFile.ts';
import { laplaceReport } from '../../src/report/laplaceReport.ts';
import { laplaceText } from '../../src/report/laplaceText.ts';
import { sample } from '../../src/run/sample.ts';
import { outcomeSide } from '../../src/testing/familyModel.ts';
import { casesOf, etaFor, parameterValue } from './familyCases.ts';

/** Every letter the next one of the alphabet, so that columns of text keep their widths. */
const strange = (name: string): string =>
  name.replaceAll(/[a-y]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 1));

/** The same row under names that nobody has heard of: family, link and parameters. */
function renamed(family: Family, link: string): Family {
  const { density, link: row, family: chosen } = chooseFamily(family, link);
  const { name, ...rest } = row;
  const back = <T>(values: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(family.parameters.map((p) => [p.name, values[strange(p.name)]]));
  const own: LinkDensity = { ...rest, density: (at, parameters) => density(at, back(parameters)) };
  const { draw, mean, cdf } = chosen;
  const { thresholds, predictors, ofCategories } = family;
  return {
    ...family,
    name: strange(family.name),
    parameters: family.parameters.map((p) => ({ ...p, name: strange(p.name) })),
    links: { [strange(name)]: own },
    defaultLink: strange(name),
    notation: family.notation,
    ...(draw && { draw: (rng, { parameters, ...at }) => draw(rng, { ...at, parameters: back(parameters) }) }),
    ...(mean && { mean: ({ parameters, ...at }) => mean({ ...at, parameters: back(parameters) }) }),
    ...(thresholds && { thresholds: { ...thresholds, names: thresholds.names.map(strange) } }),
    ...(predictors && {
      predictors: { main: predictors.main, alike: predictors.alike.map(strange) },
    }),
    ...(ofCategories && { ofCategories: (labels) => renamed(ofCategories(labels), link) }),
    ...(cdf && { cdf: (y, { parameters, ...at }) => cdf(y, { ...at, parameters: back(parameters) }) }),
  };
}

/** Outcomes that the family itself has drawn. */
function columnsOf(family: Family, link: string) {
  const rng = stream('renamed');
  const rows = Array.from({ length: 30 }, (_, i) => i);
  const group = rows.slice(0, 5).map(() => 0.6 * rng.normal());
  const x = rows.map(() => rng.normal());
  const n = rows.map(() => 1 + rng.integer(5));
  const [low, middle, high] = [0.1, 0.5, 0.9].map((u) => etaFor(family, link, u));
  const eta = Float64Array.from(rows, (i) => middle + ((high - low) / 6) * (0.3 * x[i] + group[i % 5]));
  const parameters = Object.fromEntries(
    family.parameters.map((p) => [
      p.name,
      family.thresholds?.names.includes(p.name) ? parameterValue(family, p, 0.5) : 0.5,
    ]),
  );
  const trials = Float64Array.from(n);
  const y = [...rowDrawer(chooseFamily(family, link))(rng, eta, { trials, parameters })];
  return { y, x, n, g: rows.map((i) => `g${i % 5}`) };
}

/** The first coefficient, by its name. */
function slopeOf({ program }: Model): string {
  const slope = program.reported.find(({ quantity }) => quantity.kind === 'coefficient');
  if (slope === undefined) throw new Error('no coefficient');
  return slope.name;
}

/** All that poolwise says and does of a model, as text; times left out. */
async function everything(model: Model, smaller: Model): Promise<string> {
  const fit = await sample(model, { workers: 0, chains: 2, warmup: 60, draws: 40 });
  const { family, sampler, parameters } = fitFile(fit);
  const approximation = laplace(model);
  const { verdict, ...compared } = compare(fit, approximation);
  const attempt = (of: () => unknown): unknown => {
    try {
      return of();
    } catch (error) {
      return String(error);
    }
  };
  const { simulated, ...rest } = {
    simulated: attempt(() => simulatePrior(stream('renamed', 'prior'), model)),
    family,
    strategy: [sampler.strategy, sampler.reason],
    parameters,
    draws: fit.draws.values.map((values) => [...values]),
    verdict,
    findings: compared.findings,
    tails: compared.tails,
    remedies: compared.remedies.map(({ kind, parameters }) => [kind, parameters]),
    explained: explain(model),
    laplace: laplaceText(laplaceReport(approximation)),
    reml: attempt(() => laplace(model, { method: 'reml' }).logLik),
    bootstrap: bootstrap(approximation, { replicates: 20 }),
    ratio: likelihoodRatio(laplace(smaller), approximation),
    profile: profile(approximation, [slopeOf(model)]),
  };
  return JSON.stringify(
    { ...rest, simulated },
    (_, value) => (ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value),
    1,
  );
}

/**
 * The first of those that are alike in the kinds of their outcomes and parameters. That all others do the same is seen by
 * `architecture.test.ts`, which looks for names in the code.
 */
function unlike(cases: ReturnType<typeof casesOf>): typeof cases {
  const seen = new Set<string>();
  return cases.filter(({ family }) => {
    const { trials = false, whole = false } = responseCheck(family.response);
    const supports = family.parameters.map(({ support }) => support.kind);
    const kind = [trials, whole, new Set(supports).size, supports.length].join(' ');
    return !seen.has(kind) && seen.add(kind);
  });
}

describe.each(unlike(casesOf(builtinFamilies)))('$family.name with link $link', ({ family, link }) => {
  test('does the same under a name that nobody knows', async () => {
    const table = tableFromColumns(columnsOf(family, link));
    const all = (options: { family: Family; link?: string }): Promise<string> =>
      everything(
        glmm(`${outcomeSide(family)} ~ x + (1 | g)`, table, options),
        glmm(`${outcomeSide(family)} ~ x`, table, options),
      );
    const known = await all({ family, link });
    const unknown = await all({ family: renamed(family, link) });
    const names = [family.name, link, ...ownParameters(family).map(({ name }) => name)];
    for (const name of names) expect(unknown).toContain(strange(name));
    // both, since a short name may be part of some word
    const back = (of: string): string[] =>
      names.reduce((text, name) => text.replaceAll(strange(name), name), of).split('\n');
    expect(back(unknown)).toEqual(back(known));
  });
});
