import { expect, test } from 'vitest';
import type { Model } from '../../models/glmm.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import { fitFile } from '../../src/report/fitFile.ts';
import { checksSection } from '../../src/report/page/htmlChecks.ts';
import { groupEffectsSection } from '../../src/report/page/htmlGroups.ts';
import { reportHtml } from '../../src/report/page/htmlReport.ts';
import { summaryText } from '../../src/report/summaryText.ts';
import { hostile, hostileModel, madeUpFit, manyGroups, shortFit } from './fits.ts';
import { checkMarkup, visibleText } from './markup.ts';

const pageOf = (fit: Fit<Model>): string => reportHtml(fitFile(fit), fit);
const checksOf = (fit: Fit<Model>, file = fitFile(fit)): string => checksSection(file, fit).content.markup;

/** A short real fit of names from the dark side, and its page: looked at by several tests. */
const hostilePage = shortFit(hostileModel()).then((fit) => {
  const file = fitFile(fit);
  return { file, page: reportHtml(file, fit) };
});

test('a short real fit: sections in order, every number of the summary in the page', async () => {
  const { file, page } = await hostilePage;
  checkMarkup(page);
  const headings = [...page.matchAll(/<h([123])[^>]*>(.*?) ?<(?:\/h|span)/g)].map((match) =>
    visibleText(match[2]),
  );
  const quoted = `\`${hostile.column}\``;
  expect(headings).toEqual([
    file.formula,
    '\u2717 Not OK',
    'Model',
    ...['Level 1 (rows)', 'Level 2 (ward)', 'Mixed form', 'Distributions', 'Reported as'],
    'Data',
    'Notes',
    'Priors',
    'Results in words',
    'Results in numbers',
    'Group effects',
    'ward, Intercept',
    `ward, ${quoted}`,
    'Effect curves',
    'Checks',
    'Does the model draw data like these?',
    ...['b_Intercept', `b_${quoted}`, 'sd_ward__Intercept', `sd_ward__${quoted}`],
    `cor_ward__Intercept__${quoted}`,
    "Beside Laplace's method",
    'How to reproduce',
    "From the fit's folder",
  ]);
  const text = visibleText(page);
  const tables = summaryText(file).split('Population effects')[1].split('Sampled by')[0];
  const numbers = tables.split('\n').flatMap((line) => {
    const found = line.match(/-?\d+\.\d+/g) ?? [];
    return line.startsWith('  r_') ? found.slice(0, 5) : found; // of group effects the page has no diagnostics
  });
  expect(numbers.length).toBeGreaterThan(50);
  expect(numbers.filter((number) => !text.includes(number))).toEqual([]);
});

test('without data the page shows no value of a row', async () => {
  const fit = madeUpFit(manyGroups(8), 4, 50);
  const page = reportHtml(fitFile(fit), fit, { data: false });
  checkMarkup(page);
  expect(pageOf(fit)).toMatch(/<th[^>]*>most</);
  expect(pageOf(fit)).toContain('data points');
  expect(page).not.toMatch(/<th[^>]*>(?:least|most)<|data points|Density of y,|How often each value/);
  expect(page).toContain('Not shown: the data were left out.');
  expect(page).not.toContain('beside this page');
});

const goodPage = pageOf(madeUpFit(manyGroups(8), 4, 400));

test('names from user data are text: no tag, attribute or script of theirs survives', async () => {
  const { page } = await hostilePage;
  const unquoted = page.replace(/"[^"]*"/g, '""'); // what is quoted cannot become a tag or an attribute
  expect(unquoted.match(/<script|<img|<[^>]* onerror/gi)).toBeNull();
  expect(page.includes('&lt;script&gt;alert(1)&lt;/script&gt;')).toBe(true);
  expect(visibleText(page).includes(hostile.level)).toBe(true);
  expect(visibleText(page).includes(hostile.column)).toBe(true);
});

test('the page needs nothing from anywhere and may not ask', () => {
  const page = goodPage;
  expect(page.match(/https?:|<script|<link|\bsrc=|\bhref="(?!#)|url\(|@import/g)).toBeNull();
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
});

test('a good fit says OK in words, with the reasons', () => {
  const page = goodPage;
  expect(visibleText(page)).toContain('\u2713 OK The draws can be trusted: 4 chains agree');
  expect(visibleText(page)).toContain('Notes None.');
});

test('407 groups with two coefficients and 4 chains: all levels in numbers, under 1 MB', () => {
  const fit = madeUpFit(manyGroups(407), 4, 100);
  const page = `${groupEffectsSection(fitFile(fit), fit)?.content.markup}${checksOf(fit)}`;
  checkMarkup(page);
  expect(page.length).toBeLessThan(1e6);
  expect(page.match(/All 407 levels of doctor in numbers/g)).toHaveLength(2);
  expect(page.match(/: effect on [^<]*<\/title>/g)).toHaveLength(2);
});

test('draws that are not finite or never change: dashes, a word instead of charts, no NaN anywhere', () => {
  const fit = madeUpFit(manyGroups(8), 2, 50);
  const at = (name: string): number => fit.draws.names.indexOf(name) * 50;
  fit.draws.values[0][at('b_a') + 3] = Number.NaN;
  fit.draws.values[1].fill(7, at('b_b'), at('b_b') + 50);
  fit.draws.values[0][at('r_doctor[doctor 3,a]')] = Number.NaN;
  const page = pageOf(fit);
  checkMarkup(page);
  expect(page.match(/NaN|Infinity|undefined|null/g)).toBeNull();
  expect(page.match(/Not drawn: a draw is not finite, or a chain never changes/g)).toHaveLength(2);
  expect(visibleText(page)).toMatch(/The 95% intervals of \d of 8 levels leave out zero/);
  expect(visibleText(page)).toContain('1 have no finite estimate');
  expect(visibleText(page)).toContain('b_a - - - - - - - -');
});

test('more parameters than are drawn: the count left out is told, and chains beyond eight too', () => {
  const fit = madeUpFit(manyGroups(8), 10, 40);
  const text = visibleText(checksOf(fit));
  expect(text).toContain('Of 10 chains the first 8 are drawn');
  const file = fitFile(fit);
  const more = Array.from({ length: 9 }, (_, k) => ({
    ...file.parameters[1],
    name: file.parameters[k % 4].name,
    essBulk: k,
  }));
  const padded = { ...file, parameters: [...more, ...file.parameters] };
  expect(visibleText(checksOf(fit, padded))).toContain(
    'The 12 parameters with the fewest effective draws are shown, 5 others left out.',
  );
});

test('divergent draws are marked and explained, and the chain that made them stands out', () => {
  const fit = madeUpFit(manyGroups(8), 2, 100);
  fit.sampler.chains[1].stats.divergent[42] = 1;
  const [first, second] = fit.sampler.chains;
  const divergence = { draw: 42, energyError: 2000, theta: new Float64Array(1) };
  const chains = [first, { ...second, divergences: [divergence] }];
  const page = checksOf({ ...fit, sampler: { ...fit.sampler, chains } });
  const traces = page.match(/<title>Trace of /g)?.length ?? 0;
  expect(traces).toBeGreaterThan(0);
  expect(page.match(/1 divergent draw is marked/g)).toHaveLength(traces);
  expect(visibleText(page)).toContain('divergent draw');
  expect(page).toContain('<td class="doubt">1</td>');
});
