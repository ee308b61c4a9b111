/**
 * What a user may do about a mistake or a note, as data. How it is said is the affair of whoever shows it: an option of the command, an
 * argument of a script, a place of a page.
 */
export type Advice =
  /** Read these texts as missing. */
  | { readonly kind: 'missing'; readonly marks: readonly string[] }
  /** Read numbers with this decimal mark. */
  | { readonly kind: 'decimal'; readonly mark: '.' | ',' }
  /** Read a column as levels, in whatever order. */
  | { readonly kind: 'levels'; readonly column: string }
  /** State the order of a column's levels; these, or such as these. */
  | { readonly kind: 'order'; readonly column: string; readonly levels: readonly string[] }
  /** Give a matrix that the formula names. */
  | { readonly kind: 'matrix'; readonly name: string }
  /** Weigh rows. */
  | { readonly kind: 'weights' }
  /** Fit several imputed files at once. */
  | { readonly kind: 'imputed' }
  /** Say at which values of a column. */
  | { readonly kind: 'at'; readonly column: string; readonly values: readonly (number | string)[] }
  /** Average over the rows of the data, or take typical ones. */
  | { readonly kind: 'over'; readonly what: 'rows' | 'grid' }
  /** Whose effects are meant. */
  | { readonly kind: 'groups'; readonly rule: 'averaged' | 'typical' }
  /** Draw effects of levels that the model has not seen. */
  | { readonly kind: 'newLevels' }
  /** Leave points out by sampling again. */
  | { readonly kind: 'exactLoo' }
  /** Look at data that the model makes. */
  | { readonly kind: 'predictiveCheck' }
  /** On which variance is shared out. */
  | { readonly kind: 'varianceScale'; readonly scale: 'latent' | 'observed' }
  /** Another Laplace fit. */
  | { readonly kind: 'laplace'; readonly method: string; readonly nodes: number };

/** A text with advice in it that is still to be said. */
export type Worded = readonly (string | Advice)[];

/** Says advice as the users of a command, a script or a page would set them: a phrase that goes on in the sentence. */
export type Say = (advice: Advice) => string;

/** A text of parts, as its template reads; what is worded already is taken apart. */
export function worded(
  strings: TemplateStringsArray,
  ...parts: readonly (string | number | Advice | Worded)[]
): Worded {
  const all = strings.flatMap((text, i) => (i < parts.length ? [text, ...partsOf(parts[i])] : [text]));
  return all.reduce<Worded>(joined, []);
}

/** Texts side by side are one. */
function joined(before: Worded, part: string | Advice): Worded {
  const last = before.at(-1);
  if (typeof part !== 'string' || typeof last !== 'string') return part === '' ? before : [...before, part];
  return [...before.slice(0, -1), last + part];
}

function partsOf(part: string | number | Advice | Worded): Worded {
  if (typeof part === 'number') return [String(part)];
  return typeof part === 'string' || 'kind' in part ? [part as string | Advice] : part;
}

/** The text, its advice said. */
export function saidBy(say: Say, text: Worded): string {
  return text.map((part) => (typeof part === 'string' ? part : say(part))).join('');
}

/** The text of a note or a warning, its advice said. */
export function textBy(
  say: Say,
  { text, worded }: { readonly text: string; readonly worded?: Worded },
): string {
  return worded === undefined ? text : saidBy(say, worded);
}

/** Advice as the command's options, and as arguments in scripts where those are called otherwise. */
export const byOptions: Say = (advice) => {
  switch (advice.kind) {
    case 'missing':
      return advice.marks.map((mark) => `--na ${JSON.stringify(mark)}`).join(' ');
    case 'decimal':
      return `--decimal ${advice.mark}`;
    case 'levels':
      return `--factor ${advice.column}`;
    case 'order':
      return `--factor "${advice.column}=${advice.levels.join(',')}"`;
    case 'matrix':
      return `give it: cov: { ${advice.name}: { names, values } }, or --cov ${advice.name}=FILE`;
    case 'weights':
      return "an option, --weights w, in scripts { weights: 'w' }";
    case 'imputed':
      return '--pool, glmmImputed';
    case 'at':
      return advice.values.length === 0
        ? `at: { ${advice.column}: ... }, --at ${advice.column}=...`
        : `at: { ${advice.column}: [${advice.values.join(', ')}] }, on the command line --at ${advice.column}=${advice.values.join(',')}`;
    case 'over':
      return `over: "${advice.what}", --over ${advice.what}`;
    case 'groups':
      return `--groups ${advice.rule}`;
    case 'newLevels':
      return 'newLevels "draw", --new-groups';
    case 'exactLoo':
      return '--exact, exactLoo';
    case 'predictiveCheck':
      return 'poolwise check --predictive, predictiveCheck';
    case 'varianceScale':
      return `scale "${advice.scale}"`;
    case 'laplace':
      return `\`${laplaceOptions(advice)}\``;
  }
};

function laplaceOptions({ method, nodes }: Extract<Advice, { kind: 'laplace' }>): string {
  return [
    ...(method === 'ml' ? [] : [`--method ${method}`]),
    ...(nodes > 1 ? [`--quadrature ${nodes}`] : []),
  ].join(' ');
}
