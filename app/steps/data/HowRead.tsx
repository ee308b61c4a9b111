import { useState } from 'preact/hooks';
import type { TableOutline } from '../../analysis/operations/data.ts';
import type { DataChoice, Reading } from '../../state/session.ts';
import { useWorkbench } from '../../state/workbench.ts';
import { isolated, sentence, texts } from '../../texts/index.ts';

/** Every setting of the reading, and what the library settled by itself. */
export function HowRead({ outline, data }: { readonly outline: TableOutline; readonly data: DataChoice }) {
  const { tables } = useWorkbench();
  const [marks, setMarks] = useState((data.reading.na ?? []).join('\n'));
  const [decimal, setDecimal] = useState(data.reading.decimal ?? '');
  const [sheet, setSheet] = useState(data.reading.sheet ?? '');
  if (data.source.kind === 'example' && outline.notes.length === 0) return null;
  const na = marks
    .split('\n')
    .map((mark) => mark.trim())
    .filter((mark) => mark !== '');
  const { rowNames, encoding } = data.reading;
  const reading: Reading = {
    ...(na.length > 0 ? { na } : {}),
    ...(decimal === '.' || decimal === ',' ? { decimal } : {}),
    ...(sheet === '' ? {} : { sheet }),
    ...(rowNames === undefined ? {} : { rowNames }),
    ...(encoding === undefined ? {} : { encoding }),
  };
  return (
    <details class="how-read">
      <summary>{texts.data.how}</summary>
      {outline.notes.length === 0 ? null : (
        <ul class="soft">
          {outline.notes.map(({ text }) => (
            <li key={text}>
              <bdi>{sentence(text)}</bdi>
            </li>
          ))}
        </ul>
      )}
      {outline.unread.length === 0 ? null : (
        <p class="soft">
          {texts.data.unread(
            outline.unread.map(([name, holds]) => isolated(`${name} (${holds})`)).join(', '),
          )}
        </p>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void tables.readAs(reading);
        }}
      >
        <label class="field">
          {texts.data.missingMarks}
          <textarea rows={3} value={marks} onInput={({ currentTarget }) => setMarks(currentTarget.value)} />
        </label>
        {outline.isText ? (
          <label class="field">
            {texts.data.decimal}
            <select value={decimal} onChange={({ currentTarget }) => setDecimal(currentTarget.value)}>
              <option value="">{texts.data.decimalAuto}</option>
              <option value=".">{texts.data.decimalPoint}</option>
              <option value=",">{texts.data.decimalComma}</option>
            </select>
          </label>
        ) : null}
        {outline.sheets.length > 1 ? (
          <label class="field">
            {texts.data.sheet}
            <select value={sheet} onChange={({ currentTarget }) => setSheet(currentTarget.value)}>
              <option value="">{texts.data.sheetFirst}</option>
              {outline.sheets.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <button type="submit">{texts.data.readAgain}</button>
      </form>
    </details>
  );
}
