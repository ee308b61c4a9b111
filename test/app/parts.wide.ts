/** What the answers and the predict step ask of fits of every kind of model: an answer, or a refusal in words; never a fault. */
import { beforeAll, expect, test } from 'vitest';
import type { Context } from '../../app/analysis/context.ts';
import { held } from '../../app/analysis/held.ts';
import * as answers from '../../app/analysis/operations/answers.ts';
import * as checks from '../../app/analysis/operations/checks.ts';
import * as effects from '../../app/analysis/operations/effects.ts';
import * as fits from '../../app/analysis/operations/fit.ts';
import * as groups from '../../app/analysis/operations/groups.ts';
import * as predict from '../../app/analysis/operations/predict.ts';
import { emptyDraft, emptySession, type ModelDraft } from '../../app/state/session.ts';
import { onPage } from '../../app/texts/advice.ts';
import { InputError, parseCsv, saidBy } from '../../src/index.ts';

const rows = Array.from({ length: 30 }, (_, i) => {
  const z = Math.sin(12.9 * i) + (i % 5) / 3 - 0.6;
  const grade = ['I', 'II', 'III', 'IV'][Math.max(0, Math.min(3, Math.round(1.5 + z)))];
  const y = z.toFixed(3);
  return {
    ...{ y, some: i % 7 === 0 ? '' : y, positive: Math.exp(z).toFixed(3), grade, kind: 'abc'[(i * 7) % 3] },
    ...{
      x: ((i * 11) % 30) / 10,
      sex: 'fm'[i % 2],
      time: i % 6,
      g: `g${i % 5}`,
      censored: i % 4 === 0 ? 1 : 0,
    },
    ...{ first: `t${i % 4}`, second: `t${(i + 1 + (i % 3)) % 4}` },
  };
});
const csv = [Object.keys(rows[0]), ...rows.map((row) => Object.values(row))].join('\n');

type Case = Partial<ModelDraft> & Pick<ModelDraft, 'formula'>;
const cases: Readonly<Record<string, Case>> = {
  members: { formula: 'y ~ x + (1 | mm(first, second))' },
  categories: { formula: 'kind ~ x + (1 | g)', family: 'categorical' },
  ordered: { formula: 'grade ~ x + (1 | g)', family: 'cumulative' },
  imputed: { formula: 'some | mi() ~ x + (1 | g)' },
  smooth: { formula: 'y ~ s(x)' },
  lognormal: { formula: 'positive ~ x + sex + (1 | g)', family: 'lognormal' },
  censored: { formula: 'positive | cens(censored) ~ x + (1 | g)', family: 'weibull' },
  spread: { formula: 'y ~ x + (1 | g)', parameters: { sigma: '~ sex + (1 | g)' } },
  times: { formula: 'y ~ x + ar1(0 + factor(time) | g)' },
  weighted: { formula: 'y ~ x + (1 | g)', weights: 'x' },
};
const factors = { grade: ['I', 'II', 'III', 'IV'] };
const sampling = { ...emptySession.sampling, chains: 2, draws: 50 };

const context: Context<never> = { signal: new AbortController().signal, progress: () => {} };

beforeAll(() => {
  held.table = parseCsv(csv, 'made.csv');
});

/** What is refused, by what was asked; whatever else is thrown fails the test. */
async function refusals(asked: Readonly<Record<string, () => unknown>>): Promise<Map<string, string>> {
  const refused = new Map<string, string>();
  for (const [what, ask] of Object.entries(asked))
    try {
      await ask();
    } catch (error) {
      if (!(error instanceof InputError)) throw new Error(`${what}: ${error}`, { cause: error });
      refused.set(what, saidBy(onPage, error.worded));
    }
  return refused;
}

/** Everything that stands on the answers and the predict step of a fit when its parts are opened. */
async function allOf(fit: string): Promise<Map<string, string>> {
  const outline = await answers.outline({ fit }, context);
  const form = predict.form({ fit });
  const level = 0.9;
  const hasGroups = outline.factors.length > 0;
  const variable = outline.predictors[0].name;
  const [term] = outline.groups;
  const patient = (rule: predict.PatientsRequest['groups']) =>
    form.columns.filter(({ rules }) => rules.includes(rule)).map(({ name, usual }) => [name, usual] as const);
  const told = (rule: predict.PatientsRequest['groups']) => () =>
    predict.at(
      { ...{ fit, groups: rule, scale: 'mean', perTrial: true, level }, patients: [patient(rule)] },
      context,
    );
  return refusals({
    verdict: () => answers.verdict({ fit }, context),
    numbers: () => answers.numbers({ fit, level }, context),
    intervals: () => answers.picture({ fit, options: { kind: 'intervals', level } }, context),
    ...(term === undefined ? {} : { levels: () => groups.levels({ fit, ...term, level }, context) }),
    curve: () =>
      effects.curve(
        { ...{ fit, variable, by: null, level, width: 600 }, groups: hasGroups ? 'both' : 'typical' },
        context,
      ),
    change: () =>
      effects.change(
        {
          ...{ fit, variable, by: null, level, measure: 'difference' },
          groups: hasGroups ? 'averaged' : 'typical',
        },
        context,
      ),
    statement: () => effects.statement({ fit, level, text: `${outline.exampleParameter} > 0` }, context),
    predictive: () => checks.predictive({ fit, groups: 'kept' }, context),
    means: () => (hasGroups ? checks.means({ fit, group: outline.factors[0] }, context) : null),
    accuracy: () => checks.accuracy({ fit, group: null }, context),
    shares: () => checks.shares({ fit, scale: null, level }, context),
    latent: () => checks.shares({ fit, scale: 'latent', level }, context),
    observed: () => checks.shares({ fit, scale: 'observed', level }, context),
    priors: () => checks.sensitivity({ fit }, context),
    laplace: () => checks.besideLaplace({ fit }, context),
    ...{ given: told('given'), typical: told('typical'), averaged: told('averaged') },
  });
}

/** What each kind of model is refused, and a word of why. */
const expected: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  members: { means: /no one level/ },
  categories: { means: /no mean/, latent: /each category/, observed: /./, shares: /./ },
  ordered: { observed: /no variance/ },
  imputed: { laplace: /mi\(\)/ },
  smooth: {},
  lognormal: {},
  censored: { predictive: /censored/, means: /censored/, latent: /take “the outcome itself”, under/ },
  spread: { observed: /take “the linear predictor”, under/ },
  times: {},
  weighted: { predictive: /weights/, means: /weights/ },
};

for (const [name, draft] of Object.entries(cases))
  test(`${name}: ${draft.formula}`, async () => {
    await fits.run({ id: name, draft: { ...emptyDraft, ...draft }, factors, sampling, workers: 0 }, context);
    const refused = await allOf(name);
    expect([...refused.keys()].sort()).toEqual(Object.keys(expected[name]).sort());
    for (const [what, message] of refused) expect(message).toMatch(expected[name][what]);
  });
