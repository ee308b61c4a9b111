import { Notice } from '../../parts/Notice.tsx';
import { chosenFitOf, type FitEntry, type FitReport, isOfTable } from '../../state/session.ts';
import { goTo, useSession, useWorkbench } from '../../state/workbench.ts';
import { asSentence, inReadersNumbers, number, texts } from '../../texts/index.ts';
import { secondsText } from './amounts.ts';
import { MoreDraws } from './MoreDraws.tsx';
import { useRuns } from './useRuns.ts';

const words = texts.fit.outcome;

/** The verdict on the chosen fit in words, and what to do next. */
export function Outcome() {
  const { store } = useWorkbench();
  const entry = chosenFitOf(useSession());
  if (entry === null) return null;
  const { report } = entry;
  return (
    <section aria-labelledby="outcome">
      <h2 id="outcome">
        <bdi>{entry.name}</bdi>
      </h2>
      <p>
        <code dir="auto">{entry.draft.formula}</code>
      </p>
      <Judged entry={entry} />
      {report?.isStopped ? <Notice tone="note">{words.stopped(report.draws)}</Notice> : null}
      {report === undefined ? null : <Causes entry={entry} report={report} />}
      <p class="row">
        <button type="button" class="main" onClick={() => goTo(store, 'answers')}>
          {words.toAnswers}
        </button>
      </p>
      <MoreDraws key={`${entry.id} ${report?.digest}`} entry={entry} />
      {report === undefined ? null : <Facts entry={entry} report={report} />}
    </section>
  );
}

/** In one box: that the draws can be trusted, and by what; or what is wrong. */
function Judged({ entry: { isTrusted, report, warnings } }: { readonly entry: FitEntry }) {
  if (isTrusted) return <Notice tone="good">{inReadersNumbers(report?.text ?? words.trusted)}</Notice>;
  return (
    <Notice tone="warning" heading={words.untrusted}>
      {(report?.findings.map(({ text }) => text) ?? warnings).map((text) => (
        <p key={text}>{asSentence(text)}</p>
      ))}
    </Notice>
  );
}

interface ReportedProps {
  readonly entry: FitEntry;
  readonly report: FitReport;
}

function Causes({ entry, report }: ReportedProps) {
  const { causes } = report;
  if (causes.length === 0) return null;
  return (
    <>
      <h3>{entry.isTrusted ? words.worthKnowing : words.why}</h3>
      <ul class="causes">
        {causes.map(({ kind, text, advice }) => (
          <li key={kind}>
            {asSentence(text)} <em>{asSentence(advice)}</em>
          </li>
        ))}
      </ul>
      {entry.isTrusted ? null : <Smaller entry={entry} report={report} />}
    </>
  );
}

/** The way on where trajectories diverged: smaller steps. */
function Smaller({ entry, report }: ReportedProps) {
  const runs = useRuns();
  const { divergences, targetAccept } = report;
  const { data } = useSession();
  if (divergences === 0 || targetAccept >= 0.99 || !isOfTable(entry, data)) return null;
  const { draft, factors, sampling } = entry;
  const start = (): void =>
    runs.start({
      ...{ kind: 'fit', name: words.smallerName(entry.name), draft, factors, warmFrom: null },
      sampling: { ...sampling, targetAccept: targetAccept < 0.95 ? 0.97 : 0.99 },
    });
  return (
    <p>
      <button type="button" onClick={start}>
        {words.smaller}
      </button>
    </p>
  );
}

function Facts({ entry: { sampling, warmFrom }, report }: ReportedProps) {
  const facts: readonly (readonly [string, string])[] = [
    [words.facts.draws, words.chainsOf(report.chains, report.draws, number(report.warmup))],
    [words.facts.sampler, `${report.strategy} (${report.reason})`],
    [words.facts.divergences, number(report.divergences)],
    [words.facts.seed, sampling.seed],
    ...(warmFrom === undefined ? [] : [[words.facts.warmFrom, warmFrom] as const]),
    [words.facts.time, words.time(secondsText(report.seconds), report.threads)],
    [words.facts.digest, report.digest],
  ];
  return (
    <details open>
      <summary>{words.facts.heading}</summary>
      <dl class="facts">
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class={name === words.facts.digest ? 'mono digest' : undefined}>
              <bdi>{text}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      <p class="soft">{words.digestHint}</p>
    </details>
  );
}
