import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatCsv, simulateHospital } from '../../src/index.ts';
import { openBrowser, openWorkbench, type Served, serveWorkbench } from './workbench.ts';

let served: Served;
let browser: Browser;

beforeAll(async () => {
  [served, browser] = await Promise.all([serveWorkbench(), openBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** Page scripts, which are texts: these tests know no DOM. Drops a file made of these parts on the page, as a hand would. */
const dropScript = (name: string, parts: string): string => `{
  const data = new DataTransfer();
  data.items.add(new File(${parts}, ${JSON.stringify(name)}));
  document.querySelector('main').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
}`;

const drop = (page: Page, name: string, text: string): Promise<unknown> =>
  page.evaluate(dropScript(name, JSON.stringify([text])));

const millionRows = `Array.from({ length: 101 }, (_, part) => part === 0 ? 'id,y,group\\n' :
  Array.from({ length: 10000 }, (_, j) => { const i = (part - 1) * 10000 + j; return (i + 1) + ',' + (i % 97) + '.5,g' + (i % 50) + '\\n'; }).join(''))`;

const columnsShown = (page: Page): Promise<void> =>
  page.getByRole('heading', { name: 'Columns', exact: true }).waitFor();

const kept = (page: Page): Promise<void> => page.locator('[data-kept=true]').waitFor({ state: 'attached' });

async function opened(): Promise<{ page: Page; context: BrowserContext; complaints: string[] }> {
  return openWorkbench(browser, served.address);
}

test('hospital.csv is dropped, its levels put in order by keyboard; a reload brings both back, until it is forgotten', async () => {
  const { page, context, complaints } = await opened();
  await drop(page, 'hospital.csv', formatCsv(simulateHospital('1').table));
  await columnsShown(page);
  await expect.poll(() => page.locator('.data-head').textContent()).toContain('hospital.csv 8,525 rows');

  const order = page.locator('tr', { hasText: 'CancerStage' }).locator('.level-order');
  await order.locator('summary').focus();
  await page.keyboard.press('Enter');
  await order.getByRole('button', { name: 'Make III the reference' }).focus();
  await page.keyboard.press('Enter');
  const levels = () => order.locator('.level').allTextContents();
  await expect.poll(() => levels()).toEqual(['III', 'I', 'II', 'IV']);
  await expect.poll(() => page.evaluate('document.activeElement.dataset.level')).toBe('III');
  await page.keyboard.press('Enter'); // the focus went along, to the button that moves it down
  await expect.poll(() => levels()).toEqual(['I', 'III', 'II', 'IV']);

  await kept(page);
  await page.reload();
  await columnsShown(page);
  await order.locator('summary').click();
  await expect.poll(() => levels()).toEqual(['I', 'III', 'II', 'IV']);

  const second = await context.newPage();
  await second.goto(served.address);
  await second.getByText('Another tab has the page open').waitFor();
  await second.close();

  await page.getByRole('button', { name: 'Forget everything' }).click();
  await page.getByRole('button', { name: 'Yes, forget it all' }).click();
  await page.getByRole('button', { name: 'Choose a file' }).waitFor();
  const databases = () => page.evaluate('indexedDB.databases().then((all) => all.length)');
  await expect.poll(databases).toBe(0);
  await page.reload();
  await page.getByRole('button', { name: 'Choose a file' }).waitFor();
  expect(complaints).toEqual([]);
});

test('decimal commas, missing marks and codes are asked about, and the file is read as answered', async () => {
  const { page } = await opened();
  const rows = Array.from({ length: 30 }, (_, i) => `${i},5;${i % 10 === 3 ? 'N/A' : 20 + i};${(i % 3) + 1}`);
  await drop(page, 'trial.csv', `y;age;arm\n${rows.join('\n')}\n`);
  await columnsShown(page);
  const question = (text: string) => page.locator('.questions li', { hasText: text });
  await question('decimal commas').getByRole('button', { name: 'Yes', exact: true }).click();
  await question('N/A').getByRole('button', { name: 'Yes, missing' }).click();
  await page
    .getByRole('row', { name: /age numbers/ })
    .getByText('3 (10%)')
    .waitFor();
  await question('codes').getByRole('button', { name: 'Yes, levels' }).click();
  await page.getByRole('row', { name: /arm 3 levels/ }).waitFor();
  expect(await page.locator('.questions').count()).toBe(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('row', { name: /age 28 levels/ }).waitFor(); // the worker followed
});

/** The first rows that are shown, each with its number. */
const firstRows = async (page: Page): Promise<string[][]> => {
  const rows = await page.locator('.rows tbody tr').all();
  return Promise.all(rows.slice(0, 2).map((row) => row.locator('bdi').allTextContents()));
};

/** Pastes into no field, as Ctrl-V does. */
const pasteScript = (text: string): string => `{
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', ${JSON.stringify(text)});
  document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}`;

test('rows that are pasted or typed, a workbook, Parquet and Arrow are read, each cell as it is', async () => {
  const { page, complaints } = await opened();
  const nowOpen = (name: string, size: string) =>
    page.locator('.data-head').filter({ hasText: name }).filter({ hasText: size }).waitFor();
  await page.evaluate(pasteScript('y\tgroup\n1.50\ta\n2\t"b ""c"""\n'));
  await nowOpen('pasted rows', '2 rows, 2 columns');
  await expect
    .poll(() => firstRows(page))
    .toEqual([
      ['1.50', 'a'],
      ['2', 'b "c"'],
    ]);
  await page.getByText('Open another table').click();
  await page.getByText('Paste or type a table').click();
  await page.getByLabel('Rows of text, the names of the columns first').fill('a,b\n1,x\n2,y\n3,z\n');
  await page.getByRole('button', { name: 'Read this text' }).click();
  await nowOpen('pasted rows', '3 rows, 2 columns');
  for (const name of ['twin.xlsx', 'twin-zstd.parquet', 'twin.arrow']) {
    const file = new URL(`../data/files/${name}`, import.meta.url);
    await page.locator('input[type=file]').first().setInputFiles(fileURLToPath(file));
    await nowOpen(name, 'rows, 6 columns');
    await expect
      .poll(() => firstRows(page))
      .toEqual([
        ['1', '1.5', 'north', 'TRUE', '2020-02-28', '2020-02-28 10:30:00'],
        ['2', 'south', 'FALSE', '2020-02-29', '2020-02-29 10:30:00'], // y is missing
      ]);
  }
  expect(complaints).toEqual([]);
});

test('a German reader sees German numbers, a German file is read; undo goes back through the steps', async () => {
  const { page } = await openWorkbench(browser, served.address, { locale: 'de-DE' });
  const rows = Array.from(
    { length: 1200 },
    (_, i) => `${i % 90},25;${'ab'[i % 2]}${i % 3};1${1 + (i % 9)}.02.2024`,
  );
  await drop(page, 'klinik.csv', `wert;arm;am\n${rows.join('\n')}\n`);
  await columnsShown(page);
  await expect.poll(() => page.locator('.data-head').textContent()).toContain('klinik.csv 1.200 rows');
  await page
    .getByRole('row', { name: /wert numbers/ })
    .getByText('0,25 – 89,25')
    .waitFor();
  await expect.poll(async () => (await firstRows(page))[1]).toEqual(['1,25', 'b1', '12.02.2024']);
  await page.getByText(/am.? holds dates, such as .?11.02.2024/).waitFor();

  const goTo = (name: string) =>
    page.getByRole('navigation').getByRole('button', { name, exact: true }).click();
  const formula = page.getByLabel('Formula', { exact: true });
  await goTo('Model');
  await formula.fill('wert ~ arm');
  await page.getByText('1.200 rows, 6 coefficients').waitFor();
  await goTo('Data');
  const order = page.locator('tr', { hasText: 'arm' }).locator('.level-order');
  await order.locator('summary').click();
  const levels = () => order.locator('.level').allTextContents();
  await order.getByRole('button', { name: 'Make b1 the reference' }).click();
  expect((await levels())[0]).toBe('b1');
  const undo = page.getByRole('button', { name: 'Undo' });
  await undo.click();
  await expect.poll(async () => (await levels())[0]).toBe('a0');
  await undo.click();
  await goTo('Model');
  await expect.poll(() => formula.inputValue()).toBe('');
});

test('files that are no tables are refused in words, with a way on', async () => {
  const { page } = await opened();
  await drop(page, 'r.csv', '"","y"\n"1",2\n"2",3\n');
  await page.getByText('has no name for column 1').waitFor();
  await page.getByRole('button', { name: 'Read it under this name' }).click();
  await columnsShown(page);
  for (const [name, text, message] of [
    ['empty.csv', '', 'empty.csv is empty'],
    ['noise.csv', 'a,b\n\0\0\0,1\n', 'is not UTF-8 text'],
    ['broken.csv', 'a,b\n1,2\n3\n', 'line 3 has 1 field, the header has 2'],
    ['cut.parquet', 'PAR1 and no more', 'cannot be read as Parquet'],
  ]) {
    await drop(page, name, text);
    await page.getByText(message).waitFor();
    await page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => page.locator('.data-head').textContent()).toContain('r.csv'); // the table before stays
  }
});

test('names that are markup, prototypes or written from right to left stay text', async () => {
  const { page, complaints } = await opened();
  const evil = '<img src=x onerror="document.title=1">';
  await drop(
    page,
    `${evil}.csv`,
    `__proto__,constructor,"<b>${'\u202E'}x</b>"\n1,"<script>1</script>",2\n3,b,4\n`,
  );
  await columnsShown(page);
  await expect
    .poll(() => page.locator('.column-list th[scope=row]').allTextContents())
    .toEqual(['__proto__', 'constructor', '<b>\u202Ex</b>']);
  expect(await page.locator('main img, main b, main script').count()).toBe(0);
  expect(await page.title()).toBe('poolwise');
  await kept(page);
  await page.reload();
  await columnsShown(page);
  expect(complaints).toEqual([]);
});

test('a model goes round in a link, which asks for a table and says what that lacks', async () => {
  const { page, complaints } = await opened();
  await page.getByRole('button', { name: 'sleepstudy', exact: true }).click();
  await page.getByRole('button', { name: /Begin with its model/ }).click();
  await page.getByRole('button', { name: 'Share the model' }).click();
  const link = page.getByRole('dialog').getByLabel('Link', { exact: true });
  await page.waitForFunction(`document.querySelector('.share textarea').value !== ''`);
  const address = await link.inputValue();

  const other = await openWorkbench(browser, address);
  await other.page.getByText('A model was shared with you').waitFor();
  await drop(other.page, 'mine.csv', 'Reaction,Days\n1,2\n3,4\n');
  await other.page.getByText('lacks').waitFor();
  await drop(other.page, 'all.csv', 'Reaction,Days,Subject\n1,2,3\n3,4,3\n5,7,4\n');
  await other.page.getByText('has all of them').waitFor();
  await other.page.getByRole('button', { name: 'Use this model' }).click();
  await other.page.getByRole('heading', { name: 'The model', exact: true }).waitFor();
  await expect
    .poll(() => other.page.getByLabel('Formula', { exact: true }).inputValue())
    .toBe('Reaction ~ Days + (Days | Subject)');
  expect(new URL(other.page.url()).hash).toBe('');
  await other.page.goto(`${served.address}#model=1.AAAA`);
  await other.page.getByText('It is damaged').waitFor();
  expect([...complaints, ...other.complaints]).toEqual([]);
});

test('a million rows are read while the page answers, scrolled through, and given up when cancelled', async () => {
  const { page } = await opened();
  const dropRows = () => page.evaluate(dropScript('million.csv', millionRows));
  await page.evaluate(`longest = 0; new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  }).observe({ type: 'longtask' })`);
  await dropRows();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Choose a file' }).waitFor();
  await dropRows();
  await page.getByText(/% of .* MB/).waitFor();
  await page.evaluate('longest = 0');
  await page.getByRole('heading', { name: 'Columns', exact: true }).waitFor({ timeout: 60_000 });
  const table = page.locator('.rows table');
  await expect.poll(() => table.getAttribute('aria-rowcount')).toBe('1000001');
  await page.locator('.rows').focus();
  await page.keyboard.press('End');
  await page.getByRole('row', { name: /^1,000,000 1000000/ }).waitFor();
  await page.keyboard.press('ArrowUp');
  await page.getByRole('row', { name: /^1,000,000 1000000/ }).waitFor({ state: 'detached' });
  await page.getByLabel('Go to row').fill('500000');
  await page.keyboard.press('Enter');
  const middle = page.getByRole('row', { name: /^500,000 500000/ });
  await middle.waitFor();
  await expect.poll(() => middle.getAttribute('aria-rowindex')).toBe('500001');
  expect(await table.locator('tbody tr').count()).toBeLessThan(60);
  console.info('longest task on the page while reading and scrolling:', await page.evaluate('longest'), 'ms');
});

/** Files of 200 MB, made in the page. */
const twoHundredMb = {
  rows: "['y,x\\n', ...Array(200).fill('12345.6789,0.123456\\n'.repeat(50000))]",
  zeros: 'Array(200).fill(new Uint8Array(1e6))',
};

test('a file of 200 MB is read piece by piece until it is given up; one that is no table is refused at once', async () => {
  const { page } = await opened();
  await page.evaluate(dropScript('large.csv', twoHundredMb.rows));
  await page.getByText(/[1-9][0-9]?% of 200(\.0)? MB/).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Choose a file' }).waitFor();
  await page.evaluate(dropScript('zeros.csv', twoHundredMb.zeros));
  await page.getByText('is not UTF-8 text').waitFor();
  await page.getByRole('button', { name: 'Hospital' }).waitFor();
});
