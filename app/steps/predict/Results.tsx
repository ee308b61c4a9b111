import type { PatientForm, Patients } from '../../analysis/operations/predict.ts';
import { Notice } from '../../parts/Notice.tsx';
import { toWidth } from '../../parts/toWidth.ts';
import { useCall } from '../../parts/useCall.ts';
import type { PredictionChoice } from '../../state/session.ts';
import { number, percent, texts } from '../../texts/index.ts';
import { Distribution } from './Distribution.tsx';
import { type PatientColumns, usePrediction, useRested, valueIn } from './usePrediction.ts';

const words = texts.predict;

interface ResultsProps {
  readonly fit: string;
  readonly form: PatientForm;
  readonly patients: readonly PatientColumns[];
}

/** What the fit says of the patients, in a sentence each, in numbers and drawn, live. */
export function Results({ fit, form, patients }: ResultsProps) {
  const [choice] = usePrediction();
  const request = { fit, ...requestOf(form, choice, patients) };
  const rested = useRested(request, JSON.stringify(request));
  const answer = useCall('predict', 'at', rested, JSON.stringify(rested));
  if (answer.state === 'failed')
    return (
      <Notice tone="trouble">
        <p>{answer.error.message}</p>
      </Notice>
    );
  const found = answer.state === 'known' ? answer.value : answer.last;
  if (found === null) return <p class="soft">{words.busy}</p>;
  return (
    <div aria-busy={answer.state === 'waiting'}>
      <div role="status">
        {found.patients.map(({ rows }, p) => (
          <p key={p} class="sentence">
            {found.patients.length === 1 ? null : <strong>{words.name(p + 1)}: </strong>}
            {rows.length === 1 ? sentence(form, choice, found, p) : categorySentence(found, p)}
          </p>
        ))}
      </div>
      <p class="soft">
        <bdi>{found.statement}</bdi>
      </p>
      <Distribution found={found} />
      <Numbers found={found} />
      <Contrasts found={found} />
    </div>
  );
}

function requestOf(form: PatientForm, choice: PredictionChoice, columns: readonly PatientColumns[]) {
  const { patients, groups, scale, above, quantile, perTrial, level } = choice;
  return {
    patients: patients.map((patient, p) =>
      columns[p].columns.map((column) => [column.name, valueIn(patient, column)] as const),
    ),
    groups,
    scale: scale === 'above' ? { above: above ?? form.middle } : scale === 'quantile' ? { quantile } : scale,
    perTrial,
    level,
  };
}

const of100 = (p: number): string => number(100 * p, 3);

function sentence(
  { outcome, middle }: PatientForm,
  { scale, above }: PredictionChoice,
  found: Patients,
  p: number,
): string {
  const [{ median, lower, upper }] = found.patients[p].rows;
  const certain = percent(found.level, 1);
  if (found.areChances)
    return words.chance(whatOf(outcome, scale, above ?? middle), ...chancesOf(median, lower, upper), certain);
  const few = scale === 'outcome' ? fewValues(found.patients[p].shares) : null;
  if (few !== null) return words.few(outcome, few);
  const ends = triple(toWidth([median, lower, upper], [lower, upper]));
  return scale === 'outcome'
    ? words.outcome(outcome, ...ends, certain)
    : words.expected(outcome, ...ends, certain);
}

/** Of outcomes with one or two values, how often each comes: an interval would say nothing. */
function fewValues(shares: Patients['patients'][number]['shares']): [value: string, of100: string][] | null {
  if (shares === null || shares.length > 2 || shares.some(({ from, to }) => from !== to)) return null;
  return shares.map(({ from, share }) => [number(from), of100(share)]);
}

const whatOf = (outcome: string, scale: PredictionChoice['scale'], above: number): string =>
  scale === 'above' ? words.aboveOf(outcome, number(above)) : outcome;

/** The likeliest category. */
function categorySentence({ patients, level }: Patients, p: number): string {
  const best = patients[p].rows.reduce((top, row) => (row.median > top.median ? row : top));
  const { category = '', median, lower, upper } = best;
  return words.category(category, ...chancesOf(median, lower, upper), percent(level, 1));
}

/** Out of 100. */
function chancesOf(median: number, lower: number, upper: number): Triple {
  const [middle, least, most] = [median, lower, upper].map((chance) => 100 * chance);
  return triple(toWidth([middle, least, most], [least, most]));
}

type Triple = readonly [median: string, lower: string, upper: string];
const triple = ([median, lower, upper]: readonly string[]): Triple => [median, lower, upper];

function Numbers({ found }: { readonly found: Patients }) {
  return (
    <div class="scroll">
      <table>
        <caption>{words.numbers}</caption>
        <thead>
          <tr>
            <th scope="col">{words.who}</th>
            {found.patients[0].rows.length === 1 ? null : <th scope="col">{words.categoryHead}</th>}
            <th scope="col" class="number">
              {words.mean}
            </th>
            <th scope="col" class="number">
              {words.median}
            </th>
            <th scope="col" class="number">
              {words.interval(percent(found.level, 1))}
            </th>
          </tr>
        </thead>
        <tbody>
          {found.patients.flatMap(({ rows }, p) =>
            rows.map(({ category, mean, median, lower, upper }) => (
              <tr key={`${p} ${category}`}>
                <th scope="row">{words.name(p + 1)}</th>
                {category === undefined ? null : (
                  <td>
                    <bdi>{category}</bdi>
                  </td>
                )}
                <td class="number">{number(mean, 4)}</td>
                <td class="number">{number(median, 4)}</td>
                <td class="number">{words.range(number(lower, 4), number(upper, 4))}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  );
}

/** Each patient against those before, with how sure it is who has more. */
function Contrasts({ found: { contrasts, level } }: { readonly found: Patients }) {
  if (contrasts.length === 0) return null;
  return (
    <section aria-labelledby="predict-contrasts">
      <h3 id="predict-contrasts">{words.contrasts}</h3>
      <ul>
        {contrasts.map(({ first, second, category, contrast }) => {
          const { median, lower, upper, chanceMore, chanceSame } = contrast;
          const less = 1 - chanceMore - chanceSame;
          const isMore = chanceMore >= less;
          return (
            <li key={`${first} ${second} ${category}`}>
              {category === null ? null : (
                <>
                  <bdi>{category}</bdi>:{' '}
                </>
              )}
              {words.contrast(
                words.name(first + 1),
                words.name(second + 1),
                ...triple(toWidth([median, lower, upper], [lower, upper])),
                percent(level, 1),
              )}{' '}
              {words.sure(
                words.name((isMore ? first : second) + 1),
                words.surely(isMore ? chanceMore : less),
              )}
              {chanceSame > 0 ? ` ${words.same(chanceSame)}` : ''}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
