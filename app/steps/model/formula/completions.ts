/** A column as formulas write it, with what is known of it before a model is declared. */
export interface CompletedColumn {
  /** In backquotes where a formula needs them. */
  readonly spelt: string;
  readonly name: string;
  /** Whether rows may be grouped by it: its values repeat. */
  readonly groups: boolean;
}

export type CompletionKind = 'column' | 'group' | 'function' | 'addition' | 'structure';

export interface Completion {
  readonly kind: CompletionKind;
  /** What stands in the list: the column's or the function's name. */
  readonly label: string;
  /** What takes the place of what was typed. */
  readonly insert: string;
  /** Where the cursor then stands in `insert`. */
  readonly cursor: number;
}

export interface Completions {
  /** What they take the place of, as offsets of the text. */
  readonly from: number;
  readonly to: number;
  readonly typed: string;
  readonly items: readonly Completion[];
}

/** Where in a formula something is written, which decides what may stand there. */
type Place = 'outcome' | 'addition' | 'predictor' | 'coefficient' | 'group' | 'inCall';

const open = /`[^`]*$/u;
const word = /(?:[\p{L}_]|\.(?!\d))[\p{L}\p{M}\p{N}._]*$/u;
const mostShown = 12;

const predictorFunctions = [
  'log',
  'poly',
  's',
  'factor',
  'mo',
  'scale',
  'center',
  'I',
  'sqrt',
  'exp',
  'bs',
  'ns',
  'offset',
];
const outcomeFunctions = ['log', 'sqrt', 'cbind', 'I'];
const callFunctions = ['log', 'sqrt', 'exp', 'I', 'scale', 'center'];
const additions = ['trials', 'cens', 'se', 'thres', 'mi'];
const groupFunctions = ['gr', 'mm'];
const structures = ['ar1', 'cs', 'diag', 'homcs', 'hetar1', 'toep', 'ou'];

/** What a function is typed with, the cursor at `|`. */
const forms: Readonly<Record<string, string>> = {
  poly: 'poly(|, 2)',
  bs: 'bs(|, df = 5)',
  ns: 'ns(|, df = 4)',
  mi: 'mi()|',
};

/** What may be written at an offset of a formula, best first; of a whole formula, or of one that starts with `~`. */
export function completionsAt(text: string, at: number, columns: readonly CompletedColumn[]): Completions {
  const before = text.slice(0, at);
  const typed = (open.exec(before) ?? word.exec(before))?.[0] ?? '';
  const from = at - typed.length;
  const after = /^[\p{L}\p{M}\p{N}._]*`?/u.exec(text.slice(at))?.[0] ?? '';
  const to = at + (typed.startsWith('`') ? after.length : after.replace('`', '').length);
  const sought = typed.replace('`', '').toLowerCase();
  const found = offered(placeOf(text.slice(0, from)), columns).filter(
    ({ label }) => label.toLowerCase().includes(sought) && label !== typed,
  );
  const rank = ({ label }: Completion): number => (label.toLowerCase().startsWith(sought) ? 0 : 1);
  return {
    from,
    to,
    typed,
    items: found.sort((a, b) => rank(a) - rank(b)).slice(0, mostShown),
  };
}

function offered(place: Place, columns: readonly CompletedColumn[]): Completion[] {
  const [grouping, others] = [
    columns.filter(({ groups }) => groups),
    columns.filter(({ groups }) => !groups),
  ];
  const all = columns.map((one) => column(one, 'column'));
  switch (place) {
    case 'outcome':
      return [...all, ...outcomeFunctions.map((name) => called(name, 'function'))];
    case 'addition':
      return additions.map((name) => called(name, 'addition'));
    case 'predictor':
      return [
        ...all,
        ...predictorFunctions.map((name) => called(name, 'function')),
        ...structures.map((name) => called(name, 'structure')),
      ];
    case 'coefficient':
      return [...all, ...callFunctions.map((name) => called(name, 'function'))];
    case 'group':
      return [
        ...grouping.map((one) => column(one, 'group')),
        ...others.map((one) => column(one, 'column')),
        ...groupFunctions.map((name) => called(name, 'function')),
      ];
    case 'inCall':
      return [...all, ...callFunctions.map((name) => called(name, 'function'))];
  }
}

const column = ({ name, spelt }: CompletedColumn, kind: CompletionKind): Completion => ({
  kind,
  label: name,
  insert: spelt,
  cursor: spelt.length,
});

function called(name: string, kind: CompletionKind): Completion {
  const form = Object.hasOwn(forms, name) ? forms[name] : `${name}(|)`;
  return { kind, label: name, insert: form.replace('|', ''), cursor: form.indexOf('|') };
}

/** What is open at the end of a piece of formula: parentheses with or without a function before them, and bars in them. */
export function placeOf(before: string): Place {
  const stack: { readonly called: boolean; bars: number }[] = [{ called: false, bars: 0 }];
  let isLeft = !/^\s*~/u.test(before);
  const tokens =
    before.match(/`[^`]*`?|[\p{L}\p{M}\p{N}._]+\s*\(|\(|\)|~|\|\|?|;|[^`()~|;\p{L}\p{M}\p{N}._]+|./gu) ?? [];
  for (const token of tokens) {
    if (token === '~') isLeft = false;
    else if (token.startsWith('`')) continue;
    else if (token === ')') stack.length > 1 && stack.pop();
    else if (token.endsWith('(')) stack.push({ called: token !== '(', bars: 0 });
    else if (token === '|' || token === '||') stack[stack.length - 1].bars++;
  }
  const last = stack[stack.length - 1];
  if (isLeft) return stack.length > 1 ? 'inCall' : last.bars > 0 ? 'addition' : 'outcome';
  if (stack.some(({ bars }) => bars > 0)) return 'group';
  if (stack.length === 1) return 'predictor';
  return last.called ? 'inCall' : 'coefficient';
}
