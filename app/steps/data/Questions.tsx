import type { TableOutline } from '../../analysis/operations/data.ts';
import type { Doubt, Mark } from '../../analysis/table/doubts.ts';
import { openQuestions, type Question } from '../../state/openQuestions.ts';
import type { DataChoice } from '../../state/session.ts';
import { useWorkbench } from '../../state/workbench.ts';
import { isolated, number, sentence, texts } from '../../texts/index.ts';
import { levelsOf, withLevels, withMarks } from './questions.ts';

interface QuestionsProps {
  readonly outline: TableOutline;
  readonly data: DataChoice;
}

const words = texts.data.question;

/** So many are asked at once. */
const shown = 6;

/** What the file leaves open, to be answered or left. */
export function Questions({ outline, data }: QuestionsProps) {
  const questions = openQuestions(outline, data);
  if (questions.length === 0) return null;
  return (
    <section class="questions" aria-labelledby="questions-heading">
      <h2 id="questions-heading">{texts.data.questions}</h2>
      <p class="soft">{texts.data.asked(number(questions.length))}</p>
      <ul>
        {questions.slice(0, shown).map((question) => (
          <li class="notice warning" key={question.key}>
            <Asked question={question} outline={outline} data={data} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Asked({ question, outline, data }: QuestionsProps & { readonly question: Question }) {
  const { store, tables } = useWorkbench();
  const { doubt, key } = question;
  const change = (update: (data: DataChoice) => DataChoice): void =>
    store.change((session) => (session.data === null ? session : { ...session, data: update(session.data) }));
  const settle = (): void => change((now) => ({ ...now, settled: [...now.settled, key] }));
  const settleAnd = (label: string) => <Choice label={label} onChoose={settle} />;
  const missing = (marks: readonly Mark[]) => (
    <Choice
      label={texts.data.yesMissing}
      onChoose={() =>
        void tables.readAs(
          withMarks(
            data.reading,
            marks.map(({ text }) => text),
          ),
        )
      }
    />
  );
  switch (doubt.kind) {
    case 'marks':
      return (
        <Answers said={`${marksText(doubt)}${elsewhereText(doubt.marks)}`}>
          {missing(doubt.marks)}
          {settleAnd(texts.data.noValue)}
        </Answers>
      );
    case 'oddNumber':
      return (
        <Answers said={`${oddText(doubt)}${elsewhereText([doubt.mark])}`}>
          {missing([doubt.mark])}
          {settleAnd(texts.data.noValue)}
        </Answers>
      );
    case 'commas':
      return (
        <Answers said={words.commas(isolated(doubt.column), isolated(doubt.example))}>
          {outline.isText ? (
            <Choice
              label={texts.data.yesCommas}
              onChoose={() => void tables.readAs({ ...data.reading, decimal: ',' })}
            />
          ) : (
            <p>{words.commasNoWay}</p>
          )}
          {settleAnd(texts.data.noText)}
        </Answers>
      );
    case 'commaRead':
      return (
        <Answers said={words.commaRead}>
          {settleAnd(texts.data.yes)}
          <Choice
            label={texts.data.noCommas}
            onChoose={() => void tables.readAs({ ...data.reading, decimal: '.' })}
          />
        </Answers>
      );
    case 'dates': {
      const say = doubt.order === null ? words.datesVague : words.dates;
      return (
        <Answers said={say(isolated(doubt.column), isolated(doubt.example))}>
          {settleAnd(texts.data.understood)}
        </Answers>
      );
    }
    case 'codes': {
      const column = outline.columns.find(({ name }) => name === doubt.column);
      return (
        <Answers said={words.codes(isolated(doubt.column), isolated(doubt.values.join(', ')))}>
          <Choice
            label={texts.data.yesLevels}
            onChoose={() =>
              change((now) => ({
                ...now,
                factors: withLevels(
                  now.factors,
                  doubt.column,
                  column === undefined ? 'sorted' : levelsOf(column),
                ),
              }))
            }
          />
          {settleAnd(texts.data.noNumbers)}
        </Answers>
      );
    }
    case 'sheet':
      return (
        <Answers said={words.sheet(sentence(sheetNote(outline)))}>
          {outline.sheets.map((sheet) => (
            <Choice
              key={sheet}
              label={sheet}
              onChoose={() => void tables.readAs({ ...data.reading, sheet })}
            />
          ))}
        </Answers>
      );
  }
}

/** The library reads the first that is not hidden and says which in its note. */
const sheetNote = ({ notes }: TableOutline): string => notes.find(({ kind }) => kind === 'sheet')?.text ?? '';

function Answers({ said, children }: { readonly said: string; readonly children: preact.ComponentChildren }) {
  return (
    <>
      <p>{said}</p>
      <div class="row">{children}</div>
    </>
  );
}

function Choice({ label, onChoose }: { readonly label: string; readonly onChoose: () => void }) {
  return (
    <button type="button" onClick={onChoose}>
      <bdi>{label}</bdi>
    </button>
  );
}

function marksText({ column, amid, marks }: Extract<Doubt, { kind: 'marks' }>): string {
  const listed = marks.map(({ text, count }) => words.mark(isolated(text), count));
  const all = new Intl.ListFormat(undefined, { type: 'conjunction' }).format(listed);
  const say = { numbers: words.marksNumbers, dates: words.marksDates, levels: words.marksLevels }[amid];
  return say(isolated(column), all);
}

function oddText({ column, mark, from, to }: Extract<Doubt, { kind: 'oddNumber' }>): string {
  return words.oddNumber(isolated(column), number(Number(mark.text)), mark.count, number(from), number(to));
}

function elsewhereText(marks: readonly Mark[]): string {
  const cells = marks.reduce((sum, { elsewhere }) => sum + elsewhere, 0);
  return cells === 0 ? '' : ` ${words.elsewhere(cells)}`;
}
