/**
 * The picture of the workbench in the README, `docs/workbench.png`: answers of the example sleepstudy, from the page itself.
 * @example npm run build && node dist/bench/appPicture.js
 */
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { serveApp } from '../src/cli/appServer.ts';

const folder = fileURLToPath(new URL('../app/', import.meta.url));
const path = fileURLToPath(new URL('../../docs/workbench.png', import.meta.url));

const server = await serveApp({ folder, port: 0 });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 1100, height: 890 }, colorScheme: 'light' });
  await page.goto(server.address);
  await page.getByRole('button', { name: 'sleepstudy', exact: true }).click();
  await page.getByRole('button', { name: 'Begin with its model' }).click();
  await page.getByRole('heading', { name: 'In equations' }).waitFor();
  await page.getByRole('button', { name: 'Fit', exact: true }).click();
  await page.getByRole('button', { name: 'Draw from the posterior', disabled: false }).click();
  await page.getByRole('button', { name: 'See what the data say' }).click();
  await page.getByText(/One unit more of Days/).waitFor();
  await page.locator('.picture svg').first().waitFor();
  await page.evaluate('scrollTo(0, 0); document.activeElement.blur()');
  await page.screenshot({ path });
} finally {
  await Promise.all([browser.close(), server.close()]);
}
