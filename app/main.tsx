import { render } from 'preact';
import { startAnalysis } from './analysis/client.ts';
import { Page } from './parts/Page.tsx';
import { createFiles } from './state/files.ts';
import { handedOver } from './state/handedOver.ts';
import { createKeeping } from './state/keeping.ts';
import { createKept } from './state/kept.ts';
import { createKnown } from './state/known.ts';
import { createStore, type Store } from './state/store.ts';
import { createTables, type Tables } from './state/tables.ts';
import { goTo } from './state/workbench.ts';
import { loadSteps } from './steps/index.ts';

const root = document.getElementById('page');
if (root !== null) {
  const [store, known, analysis] = [createStore(), createKnown(), startAnalysis()];
  const kept = createKept();
  const files = createFiles(kept);
  const tables = createTables({ store, known, analysis, files });
  const keeping = createKeeping({ store, known, analysis, tables, files, kept });
  render(<Page {...{ store, known, analysis, tables, keeping }} />, root);
  void keeping.start().then(() => openHandedOver(store, tables));
}

/** The file of `poolwise app DATA`, in place of the one that was kept. */
async function openHandedOver(store: Store, tables: Tables): Promise<void> {
  const file = await handedOver();
  if (file === null) return;
  goTo(store, 'data');
  if (file.bytes === null) await tables.miss(file.name);
  else await tables.openBytes('file', file.name, file.bytes);
}

addEventListener('load', () => void keepForLater());

/** When everything has come that is shown, so that it does not slow the page down: the steps that follow, then all files for when there is no network. */
async function keepForLater(): Promise<void> {
  await loadSteps();
  if ('serviceWorker' in navigator && import.meta.env.PROD)
    await navigator.serviceWorker.register('./sw.js').catch(() => {});
}
