import { expect, test } from 'vitest';
import { glmm, type Model } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';
import { compareStored } from '../../src/report/compareStored.ts';
import { fitFile } from '../../src/report/fitFile.ts';
import { laplaceFile } from '../../src/report/laplaceFile.ts';
import { laplaceReport } from '../../src/report/laplaceReport.ts';
import { compareHtml } from '../../src/report/page/compareHtml.ts';
import type { StoredFit } from '../../src/report/stored/storedFit.ts';
import { sample } from '../../src/run/sample.ts';

/** 40 rows, the same for the same seed. */
function modelOf(seed: number): Model {
  const rng = stream('kept', 'stored', seed);
  const x = Array.from({ length: 40 }, () => rng.normal());
  return glmm('y ~ x', tableFromColumns({ x, y: x.map((v) => v + rng.normal()) }));
}

async function posterior(label: string, model: Model, seed: string): Promise<StoredFit> {
  const fit = await sample(model, { seed, chains: 2, draws: 500, workers: 0 });
  return { kind: 'posterior', label, file: fitFile(fit), draws: fit.draws };
}

function approximation(label: string, model: Model): StoredFit {
  const { parameters, ...file } = laplaceFile(laplaceReport(laplace(model)));
  return {
    kind: 'laplace',
    label,
    file: { ...file, method: 'ml', parameters: [...parameters] },
  } as StoredFit;
}

// The page had the first comparison alone, and drew a posterior as a dashed normal under "Not near enough".
test('kept: a page of several stored fits has them all, and a posterior is no approximation on it', async () => {
  const model = modelOf(1);
  const fits = [
    await posterior('a', model, '1'),
    await posterior('b', model, '2'),
    approximation('c', model),
  ];
  const { posterior: first, comparisons } = compareStored(fits, false);
  const page = compareHtml(comparisons, first.draws);
  expect(page.match(/<section [^>]*class="verdict/g)).toHaveLength(2);
  expect(page).toContain('>b: \u2713 The same</h2>');
  expect(page).toContain('>c (Laplace): \u2713 Near enough</h2>');
  const [ofPosterior, ofLaplace] = page.split('<section id="verdict2"');
  expect(ofPosterior).toContain('The densities of both posteriors.');
  expect(ofPosterior).not.toContain('(dashed)');
  expect(ofLaplace).toContain('(dashed)');
});

test('kept: stored fits of different data under one formula are told apart', async () => {
  const one = await posterior('a', modelOf(1), '1');
  const note = /fits of different data under one formula \(columns, 40 rows; columns, 40 rows\)/;
  const verdicts = (other: StoredFit) =>
    compareStored([one, other], false).comparisons.map(({ file }) => file.verdict.text);
  expect(verdicts(approximation('b', modelOf(2)))[0]).toMatch(note);
  expect(verdicts(approximation('b', modelOf(1)))[0]).not.toMatch(note);
  const model = modelOf(1);
  const drawn = await sample(model, { prior: 'only', chains: 2, draws: 200 });
  const ofPrior = { ...one, label: 'b', file: fitFile(drawn), draws: drawn.draws } as StoredFit;
  expect(verdicts(ofPrior)[0]).toContain('One of them is of the prior alone');
  const turned = approximation('b', model) as Extract<StoredFit, { kind: 'laplace' }>;
  const swapped = { ...turned, file: { ...turned.file, formula: 'x ~ y' } };
  expect(verdicts(swapped)[0]).toContain("They are of two outcomes (y and x): differences are the outcomes'");
});
