import { useState } from 'preact/hooks';
import { Notice } from '../../parts/Notice.tsx';
import type { Reading } from '../../state/session.ts';
import type { Opening } from '../../state/tables.ts';
import { useOpening, useWorkbench } from '../../state/workbench.ts';
import { isolated, number, percent, texts } from '../../texts/index.ts';

/** How far a reading is, or why there is none and what can be done. */
export function OpeningNotice() {
  const opening = useOpening();
  switch (opening.kind) {
    case 'nothing':
      return null;
    case 'reading':
      return <Progress opening={opening} />;
    case 'refused':
      return <Refusal opening={opening} />;
  }
}

const megabytes = (bytes: number): string => number(bytes / 1e6, 3);

function Progress({ opening }: { readonly opening: Extract<Opening, { kind: 'reading' }> }) {
  const { tables, announce } = useWorkbench();
  const { source, read, total } = opening;
  const share = total > 0 ? read / total : undefined;
  return (
    <div class="notice reading">
      <p class="notice-heading">{texts.data.reading(isolated(source.name))}</p>
      <div class="row">
        <progress aria-label={texts.data.reading(source.name)} value={share} />
        {total > 0 ? (
          <span>{texts.data.readSoFar(percent(share ?? 0), megabytes(read), megabytes(total))}</span>
        ) : null}
        <button
          type="button"
          onClick={() => {
            tables.cancel();
            announce(texts.data.cancelled);
          }}
        >
          {texts.data.cancel}
        </button>
      </div>
    </div>
  );
}

function Refusal({ opening }: { readonly opening: Extract<Opening, { kind: 'refused' }> }) {
  const { tables } = useWorkbench();
  const { choice, why, message, details } = opening;
  return (
    <Notice tone="trouble" heading={texts.data.refused(isolated(choice.source.name))}>
      <p>
        {why === 'gone' ? texts.data.gone : why === 'lost' ? texts.data.lostWhile : messageOf(why, message)}
      </p>
      <Ways details={details} reading={choice.reading} />
      <div class="row">
        {why === 'lost' || why === 'fault' ? (
          <button type="button" onClick={() => void tables.readAs(choice.reading)}>
            {texts.trouble.again}
          </button>
        ) : null}
        <button type="button" onClick={tables.dismiss}>
          {texts.data.dismiss}
        </button>
      </div>
    </Notice>
  );
}

const messageOf = (why: 'refused' | 'fault', message: string): string =>
  why === 'refused' ? message : texts.trouble.fault(message);

/** What of an error's details can be answered here. */
function Ways({ details, reading }: { readonly details: unknown; readonly reading: Reading }) {
  const { tables } = useWorkbench();
  const found = typeof details === 'object' && details !== null ? details : {};
  const again = (change: Reading): void => void tables.readAs({ ...reading, ...change });
  if ('nameless' in found && found.nameless === 1)
    return <NameRows onName={(rowNames) => again({ rowNames })} />;
  if ('encoding' in found && reading.encoding === undefined)
    return (
      <p class="row">
        {texts.data.wayEncoding}
        <button type="button" onClick={() => again({ encoding: 'windows-1252' })}>
          {texts.data.wayEncodingButton}
        </button>
      </p>
    );
  if ('sheet' in found || 'option' in found || Object.keys(reading).length > 0)
    return Object.keys(reading).length === 0 ? null : (
      <p>
        <button type="button" onClick={() => void tables.readAs({})}>
          {texts.data.wayPlain}
        </button>
      </p>
    );
  return null;
}

function NameRows({ onName }: { readonly onName: (name: string) => void }) {
  const [name, setName] = useState<string>(texts.data.wayRowNamesDefault);
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') onName(name.trim());
      }}
    >
      <label>
        {texts.data.wayRowNames}{' '}
        <input value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
      </label>
      <button type="submit">{texts.data.wayRowNamesButton}</button>
    </form>
  );
}
