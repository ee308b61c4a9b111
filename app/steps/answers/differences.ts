import { type FitEntry, isSameSource } from '../../state/session.ts';
import { texts } from '../../texts/index.ts';

/** What fits may differ in. */
export type DifferencePart =
  | 'data'
  | 'formula'
  | 'parameters'
  | 'family'
  | 'link'
  | 'priors'
  | 'weights'
  | 'residual'
  | 'factors'
  | 'sampling'
  | 'warmFrom';

/** A piece of a text, and whether it is not in all of the texts that it is held against. */
export interface Piece {
  readonly text: string;
  readonly isOwn: boolean;
}

/** One part of what declares a fit, a list of pieces a fit. */
export interface Difference {
  readonly part: DifferencePart;
  readonly fits: readonly (readonly Piece[])[];
}

const partsOf: Readonly<Record<DifferencePart, (entry: FitEntry) => readonly string[]>> = {
  data: dataOf,
  formula: ({ draft }) => termsOf(draft.formula),
  parameters: ({ draft }) => pairs(draft.parameters),
  family: ({ draft }) => [draft.family],
  link: ({ draft }) => some(draft.link),
  priors: ({ draft }) => pairs(draft.priors),
  weights: ({ draft }) => some(draft.weights),
  residual: ({ draft }) => some(draft.residual),
  factors: ({ factors }) =>
    Object.entries(factors).map(
      ([name, levels]) => `${name}: ${typeof levels === 'string' ? levels : levels.join(', ')}`,
    ),
  sampling: ({ sampling }) => Object.entries(sampling).map(([name, value]) => `${name} ${value ?? 'auto'}`),
  warmFrom: ({ warmFrom }) => some(warmFrom ?? null),
};

const some = (text: string | null): string[] => (text === null ? [] : [text]);
const pairs = (record: Readonly<Record<string, string>>): string[] =>
  Object.entries(record).map(([name, text]) => `${name} ${text}`);

/** Name of the table, and rows of it that the model was fitted to. */
function dataOf({ data, report }: FitEntry): string[] {
  const name = data === undefined ? texts.answers.models.unknownData : data.source.name;
  return report?.rows === undefined ? [name] : [name, texts.answers.models.rows(report.rows)];
}

/** Whether fits are known to be of different tables, so that their numbers are not about the same rows. */
export function areOfDifferentTables([first, ...others]: readonly FitEntry[]): boolean {
  return others.some(
    ({ data }) =>
      first.data !== undefined && data !== undefined && !isSameSource(first.data.source, data.source),
  );
}

/** The parts in which fits differ, in which each piece that not all have is marked. */
export function differencesOf(entries: readonly FitEntry[]): Difference[] {
  return (Object.keys(partsOf) as DifferencePart[]).flatMap((part) => {
    const lists = entries.map(partsOf[part]);
    const marked = lists.map((pieces) =>
      pieces.map((text): Piece => ({ text, isOwn: !lists.every((other) => other.includes(text)) })),
    );
    const differs =
      marked.some((pieces) => pieces.some(({ isOwn }) => isOwn)) ||
      lists.some((pieces) => pieces.length !== lists[0].length);
    return differs ? [{ part, fits: marked }] : [];
  });
}

/** The outcome with its tilde, then the terms between plus signs that no bracket holds; spaces count for nothing. */
export function termsOf(formula: string): string[] {
  const text = formula.replace(/\s+/g, ' ').trim();
  const tilde = text.indexOf('~');
  const [outcome, rest] =
    tilde < 0 ? [[], text] : [[`${text.slice(0, tilde).trim()} ~`], text.slice(tilde + 1)];
  const terms: string[] = [];
  let [term, depth] = ['', 0];
  for (const letter of rest) {
    if ('([{'.includes(letter)) depth++;
    if (')]}'.includes(letter)) depth--;
    if (letter === '+' && depth === 0) {
      terms.push(term.trim());
      term = '';
    } else term += letter;
  }
  return [...outcome, ...terms, term.trim()].filter((one) => one !== '');
}
