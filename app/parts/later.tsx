import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { texts } from '../texts/index.ts';
import { Notice } from './Notice.tsx';

/** A part of the page whose program is fetched by itself. */
export interface LaterPart {
  /** Shows it, as soon as it has come; where it cannot come, says so. */
  readonly Part: FunctionComponent;
  /** Fetches it ahead. */
  load(): Promise<void>;
}

type Outcome = { readonly part: FunctionComponent } | { readonly failed: string } | null;

export function later(fetchPart: () => Promise<FunctionComponent>): LaterPart {
  let outcome: Outcome = null;
  async function load(): Promise<void> {
    if (outcome !== null && 'part' in outcome) return;
    outcome = await fetchPart().then(
      (part) => ({ part }),
      (error: Error) => ({ failed: error.message }),
    );
  }
  function Part() {
    const [shown, show] = useState(outcome);
    const fetchIt = (): void => void load().then(() => show(outcome));
    useEffect(fetchIt, []);
    if (shown === null) return <p class="soft">{texts.page.loading}</p>;
    if ('part' in shown) return <shown.part />;
    return (
      <Notice tone="trouble" heading={texts.trouble.heading}>
        <p>{texts.trouble.notLoaded(shown.failed)}</p>
        <button type="button" onClick={fetchIt}>
          {texts.trouble.again}
        </button>
      </Notice>
    );
  }
  return { Part, load };
}
