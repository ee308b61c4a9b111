import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawsDigest, formatCsv, newRowsTable, predict, tableFromColumns } from '../../src/index.ts';
import { loadFit } from '../../src/node.ts';
import { inFolder, poolwise, program } from '../cli/poolwise.ts';
import { openFitted } from './fitted.ts';
import { openBrowser, openWorkbench, type Served, serveWorkbench } from './workbench.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const doctors = Array.from({ length: 240 }, (_, i) => `d${(i * 7) % 12}`);
const ages = doctors.map((_, i) => 30 + ((i * 13) % 41));
const better = ages.map((age, i) => ((i * 7919) % 101 > 20 + age + 3 * ((i * 7) % 12) - 30 ? 1 : 0));
const columns = { better, age: ages, sex: ages.map((_, i) => (i % 3 === 0 ? 'm' : 'f')), doctor: doctors };
/** A name that a shell would take apart. */
const file = { name: "it's $(ward).csv", text: formatCsv(tableFromColumns(columns)) };
const formula = 'better ~ age + sex + (1 | doctor)';

let served: Served;
let browser: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  [served, browser] = await Promise.all([serveWorkbench(), openBrowser()]);
  ({ page, complaints } = await openWorkbench(browser, served.address));
  await openFitted(page, file, [
    {
      id: 'f1',
      name: '<b>Fit</b> ../1',
      draft: { formula, family: 'bernoulli' },
      sampling: { draws: 200, chains: 2, seed: 'e2e' },
    },
  ]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

const goTo = (name: string) =>
  page.getByRole('navigation').getByRole('button', { name, exact: true }).click();

async function kept(button: string, into: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button, exact: true }).click(),
  ]);
  const path = join(into, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

/** The fit of the page, unzipped into a folder. */
async function unzipped(into: string): Promise<string> {
  const files = unzipSync(await readFile(await kept('Download the fit', into)));
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(into, name)), { recursive: true });
    await writeFile(join(into, name), bytes);
  }
  return join(into, dirname(Object.keys(files)[0]));
}

test('zip, report, command and script of the page draw what the page drew; sliders predict what Node predicts', async () => {
  await inFolder(async (folder) => {
    await goTo('Take away');
    const fit = await unzipped(folder);
    expect(fit).toBe(join(folder, 'b-Fit-b-..-1'));
    const loaded = await loadFit(fit);
    if (loaded.kind !== 'posterior') throw new Error(`it is ${loaded.kind}`);
    const digest = drawsDigest(loaded.draws);
    expect((await poolwise(['summary', fit, '--digest'], folder)).stdout.trim()).toBe(digest);

    const report = await kept('Download the report', folder);
    const tab = await page.context().newPage();
    await tab.goto(`file://${report}`);
    await expect.poll(() => tab.getByRole('heading', { level: 1 }).innerText()).toContain('better ~ age');
    await tab.close();

    await writeFile(join(folder, file.name), file.text);
    const command = await readFile(await kept('Download the code', folder), 'utf8');
    await writeFile(
      join(folder, 'run.sh'),
      `poolwise() { ${process.execPath} ${program} "$@" --quiet; }\n${command}`,
    );
    await promisify(execFile)('sh', ['run.sh'], { cwd: folder }).catch(
      ({ code, stderr }) => expect(`${code} ${stderr} ${command}`).toMatch(/^2/), // 200 draws are few
    );
    const again = `${fit}-again`;
    expect((await poolwise(['summary', again, '--digest'], folder)).stdout.trim()).toBe(digest);
    await rename(again, join(folder, 'by-command'));

    await page
      .getByRole('region', { name: 'The same analysis as code' })
      .getByRole('combobox')
      .selectOption('script');
    await page.getByText('import { glmm, sample').waitFor();
    const script = await readFile(await kept('Download the code', folder), 'utf8');
    await mkdir(join(folder, 'node_modules'));
    await symlink(root, join(folder, 'node_modules', 'poolwise'));
    await writeFile(join(folder, 'again.mjs'), script);
    await promisify(execFile)(process.execPath, ['again.mjs'], { cwd: folder });
    expect((await poolwise(['summary', again, '--digest'], folder)).stdout.trim()).toBe(digest);

    await kept('Download as SVG', folder);
    const png = await readFile(await kept('Download as PNG', folder));
    expect(png.subarray(1, 4).toString()).toBe('PNG');

    await goTo('Predict');
    await page.getByLabel('age, slider').focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'Another one beside' }).press('Enter');
    await page.getByLabel('sex').selectOption('m');
    const usual = Math.round(ages.reduce((sum, age) => sum + age, 0) / ages.length);
    const [first, second] = [
      { age: usual + 5, sex: 'f' },
      { age: usual + 5, sex: 'm' },
    ];
    const { rows } = predict(loaded, {
      data: newRowsTable(loaded.model, [first, second]),
      groups: 'averaged',
    });
    for (const [p, { median, lower, upper }] of rows.entries()) {
      const shown = [median, lower, upper].map((x) =>
        x.toLocaleString('en-US', { maximumSignificantDigits: 4 }),
      );
      const line = page.getByRole('row', { name: `Row ${p + 1}` });
      await line.getByText(`${shown[1]} to ${shown[2]}`).waitFor();
      await expect.poll(() => line.innerText()).toContain(shown[0]);
    }
    await page.getByLabel('age', { exact: true }).fill('150');
    await page.getByText('outside the data').waitFor();

    await goTo('Data');
    const other = { name: 'other.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n3,4\n') };
    await page.locator('input[type=file]').first().setInputFiles(other);
    await page.locator('main').getByText('other.csv', { exact: true }).waitFor();
    await goTo('Take away');
    await page.getByText('poolwise fit').filter({ hasText: '(ward).csv' }).waitFor();
    expect(complaints).toEqual([]);
  });
}, 240_000);

test('on paper there are headings and numbers, and no buttons', async () => {
  await goTo('Answers');
  const heading = page.getByRole('columnheader', { name: 'median' }).first();
  await heading.waitFor();
  await page.emulateMedia({ media: 'print' });
  await expect.poll(() => heading.getByText('median').isVisible()).toBe(true);
  await expect.poll(() => page.getByRole('heading', { name: 'Results' }).first().isVisible()).toBe(true);
  for (const hidden of ['Undo', 'Copy', 'Forget everything'])
    expect(await page.getByRole('button', { name: hidden, exact: true }).count(), hidden).toBe(0);
  expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
  await page.emulateMedia({ media: 'screen' });
});
