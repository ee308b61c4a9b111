import '../../styles/model.css';
import type { ColumnFacts } from '../../analysis/model/columns.ts';
import { Notice } from '../../parts/Notice.tsx';
import type { Built } from '../../state/built.ts';
import { openQuestions } from '../../state/openQuestions.ts';
import type { ModelDraft } from '../../state/session.ts';
import { goTo, useOutline, useSession, useWorkbench } from '../../state/workbench.ts';
import { number, sentence, texts } from '../../texts/index.ts';
import { bytesText, secondsText } from '../fit/amounts.ts';
import { Builder } from './builder/Builder.tsx';
import { type Reading, useBuilt } from './builder/useBuilt.ts';
import { Equations } from './Equations.tsx';
import { Further, isOf } from './Further.tsx';
import { FamilyPart, type Offsets } from './family/FamilyPart.tsx';
import { useFollowing } from './family/useFollowing.ts';
import { FormulaField } from './formula/FormulaField.tsx';
import { messageAlone, placeOfError } from './formula/places.ts';
import { Priors, parameterOf } from './priors/Priors.tsx';
import { type ChangeDraft, useDraft } from './useDraft.ts';
import { type DeclaredModel, useColumns, useFamilies, useModel } from './useModel.ts';
import { ZPicture } from './ZPicture.tsx';

const words = texts.model;

/** The model: written as a formula or put together, its family, priors and equations. */
export function ModelStep() {
  const { store } = useWorkbench();
  if (useOutline() !== null) return <Model />;
  return (
    <Notice tone="note">
      <p>{words.noTable}</p>
      <button type="button" onClick={() => goTo(store, 'data')}>
        {words.toData}
      </button>
    </Notice>
  );
}

/** That questions about the file are open: columns read as they stand may be no numbers, or have a mark for a level. */
function StillOpen() {
  const { store } = useWorkbench();
  const outline = useOutline();
  const { data } = useSession();
  const open = outline === null || data === null ? 0 : openQuestions(outline, data).length;
  if (open === 0) return null;
  return (
    <Notice tone="note">
      <p>{words.stillOpen(number(open))}</p>
      <button type="button" onClick={() => goTo(store, 'data')}>
        {words.toQuestions}
      </button>
    </Notice>
  );
}

function Model() {
  const { store } = useWorkbench();
  const [draft, change] = useDraft();
  const columns = useColumns();
  const model = useModel();
  const [reading, build] = useBuilt(draft.formula, (formula) => change({ formula }, 'formula'));
  const families = useFamilies(reading);
  useFollowing(draft, families, change);
  const trouble = ofFormula(model.trouble, draft);
  const place = trouble === null ? null : placeOfError(draft.formula, trouble.details);
  return (
    <>
      <div class="model">
        <div class="model-edit">
          <StillOpen />
          <FormulaField
            label={words.formula.label}
            value={draft.formula}
            columns={columns}
            trouble={trouble === null ? null : { message: messageAlone(trouble.message), place }}
            hint={words.formula.hint}
            onChange={(formula) => change({ formula }, 'formula')}
          />
          <section class="card" aria-label={words.builder.heading}>
            <h2>{words.builder.heading}</h2>
            <BuilderOrWhy reading={reading} columns={columns} onBuild={build} change={change} />
          </section>
          {families === null ? null : (
            <FamilyPart draft={draft} answer={families} change={change} offsets={offsetsOf(reading, build)} />
          )}
        </div>
        <div class="model-more">
          <Further
            draft={draft}
            columns={columns}
            families={families}
            trouble={model.trouble}
            change={change}
          />
          {model.outline === null ? null : <Priors written={draft.priors} model={model} change={change} />}
        </div>
        <div class="model-show" aria-busy={model.isBusy}>
          <Shown model={model} />
        </div>
      </div>
      {model.outline === null ? null : (
        <p class="to-fit">
          <button type="button" class="main" disabled={!model.isCurrent} onClick={() => goTo(store, 'fit')}>
            {words.toFit}
          </button>
        </p>
      )}
    </>
  );
}

function offsetsOf(reading: Reading, build: (built: Built) => void): Offsets | null {
  if (reading.state !== 'read') return null;
  const { built } = reading;
  const add = (offset: string): void => build({ ...built, offsets: [...built.offsets, offset] });
  return { have: built.offsets, add };
}

/** What is wrong, unless it is said beside a prior or a formula of its own. */
function ofFormula(trouble: DeclaredModel['trouble'], { parameters }: ModelDraft): DeclaredModel['trouble'] {
  if (trouble === null || parameterOf(trouble.details) !== null) return null;
  return Object.values(parameters).some((text) => isOf(trouble.details, text)) ? null : trouble;
}

interface BuilderOrWhyProps {
  readonly reading: Reading;
  readonly columns: readonly ColumnFacts[];
  readonly change: ChangeDraft;
  onBuild(built: Built): void;
}

/** The builder, or in words why it cannot show the formula. */
function BuilderOrWhy({ reading, columns, change, onBuild }: BuilderOrWhyProps) {
  switch (reading.state) {
    case 'read':
      return <Builder built={reading.built} columns={columns} onChange={onBuild} />;
    case 'parted':
      return (
        <Notice tone="note">
          <p>{words.builder.parted}</p>
          <button
            type="button"
            onClick={() => change({ formula: reading.formula, parameters: reading.parameters })}
          >
            {words.builder.moveParts}
          </button>
        </Notice>
      );
    case 'unreadable':
      return <p class="soft">{words.builder.unreadable}</p>;
    case 'waiting':
      return <p class="soft">{words.busy}</p>;
  }
}

function Shown({ model }: { readonly model: DeclaredModel }) {
  const { outline, declared, isCurrent, isBusy } = model;
  if (outline === null) return <p class="soft">{isBusy ? words.busy : words.nothingYet}</p>;
  const { rows, coefficients, notes, equations, groups, text, forecast } = outline;
  return (
    <section class={isCurrent ? 'card' : 'card stale'} aria-label={words.equations.heading}>
      <h2>{words.equations.heading}</h2>
      <p class="soft">
        {words.size(rows, coefficients)}{' '}
        {words.forecast(secondsText(forecast.seconds), bytesText(forecast.bytes))}
      </p>
      {notes.map((note) => (
        <Notice key={note.text} tone="note">
          <p dir="auto">{sentence(note.text)}</p>
        </Notice>
      ))}
      <Equations markup={equations} />
      {groups.length === 0 ? null : (
        <ZPicture declared={declared} groups={[...new Set(groups.map(({ name }) => name))]} rows={rows} />
      )}
      <details>
        <summary>{words.asText}</summary>
        <pre class="scroll">{text}</pre>
      </details>
    </section>
  );
}
