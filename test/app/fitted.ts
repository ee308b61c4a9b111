import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { emptyDraft, emptySession, type ModelDraft, type Sampling } from '../../app/state/session.ts';

/** A fit that a test begins with. */
export interface Prepared {
  readonly id: string;
  readonly name: string;
  readonly draft: Pick<ModelDraft, 'formula' | 'family'>;
  readonly sampling: Partial<Sampling>;
}

/**
 * Opens a table and fits models to it in the page's own worker, without its steps, and goes to the answers: tests of these hang on no
 * button of another step.
 */
export async function openFitted(
  page: Page,
  file: { readonly name: string; readonly text: string },
  fits: readonly Prepared[],
): Promise<void> {
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: file.name, mimeType: 'text/csv', buffer: Buffer.from(file.text) });
  const entries = fits.map(({ id, name, draft, sampling }) => ({
    ...{ id, name, factors: {}, warnings: [], warmFrom: null },
    draft: { ...emptyDraft, ...draft },
    sampling: { ...emptySession.sampling, ...sampling },
  }));
  await page.evaluate(`(async (given) => {
    const { analysis, store } = ${props};
    const isRead = () => store.get().data?.source.name === ${JSON.stringify(file.name)};
    await new Promise((read) => {
      if (isRead()) read();
      else store.subscribe(() => isRead() && read());
    });
    const fits = [];
    for (const entry of given) {
      const { id, draft, factors, sampling } = entry;
      const report = await analysis.call('fit', 'run', { id, draft, factors, sampling });
      const { source, reading } = store.get().data;
      fits.push({ ...entry, data: { source, reading }, report, isTrusted: report.isTrusted });
    }
    store.change((session) => ({ ...session, fits, chosenFit: fits[0].id, step: 'answers' }));
  })(${JSON.stringify(entries)})`);
}

/** What the page was rendered with, where preact keeps it on the page's element. */
const props = "document.getElementById('page').__k.__k[0].props";

/** A table of this repository, as text. */
export const csvOf = (path: string): Promise<string> =>
  readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
