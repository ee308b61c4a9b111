import type { ToldAccuracy } from '../../analysis/operations/checks.ts';
import { Notice } from '../../parts/Notice.tsx';
import { NumbersTable } from '../../parts/NumbersTable.tsx';
import { sentence, texts } from '../../texts/index.ts';

const words = texts.answers.accuracy;

/** How well what was left out is foretold: the question that is answered, whether its numbers hold, and they themselves. */
export function Foretold({ question, trusted, warnings, table }: ToldAccuracy) {
  return (
    <>
      <p dir="auto">{words.question(question)}</p>
      <div class="halves">
        {trusted ? (
          <div>
            <Notice tone="good">
              <p>{words.trusted}</p>
            </Notice>
            <Warnings warnings={warnings} />
          </div>
        ) : (
          <Notice tone="warning" heading={words.untrusted}>
            <Warnings warnings={warnings} />
          </Notice>
        )}
        <NumbersTable table={table} />
      </div>
    </>
  );
}

function Warnings({ warnings }: Pick<ToldAccuracy, 'warnings'>) {
  return (
    <>
      {warnings.map((text) => (
        <p key={text} dir="auto">
          {sentence(text)}
        </p>
      ))}
    </>
  );
}
