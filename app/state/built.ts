/**
 * A formula as the builder shows it: names and terms as formulas spell them, put together from choices. What no choice can say stands
 * as it was written, and can be kept or taken out.
 */
export interface Built {
  readonly outcome: BuiltOutcome;
  readonly intercept: boolean;
  /** Main effects. */
  readonly predictors: readonly string[];
  /** Of two variables or more. */
  readonly interactions: readonly (readonly string[])[];
  readonly offsets: readonly string[];
  readonly groups: readonly BuiltGroup[];
}

export type BuiltOutcome =
  | { readonly kind: 'values'; readonly value: string }
  | { readonly kind: 'trials'; readonly value: string; readonly trials: string }
  | {
      readonly kind: 'censored';
      readonly value: string;
      readonly code: string;
      readonly upper: string | null;
    }
  /** A whole left side as it was written. */
  | { readonly kind: 'written'; readonly value: string };

export type BuiltGroup =
  | {
      readonly kind: 'varying';
      /** `us` for any covariance, `diag` for none, else as formulas call it. */
      readonly structure: string;
      readonly intercept: boolean;
      readonly slopes: readonly string[];
      /** `g`, or `a:b` for levels of b within a. */
      readonly group: string;
    }
  | { readonly kind: 'written'; readonly text: string };

export const emptyBuilt: Built = {
  outcome: { kind: 'values', value: '' },
  intercept: true,
  predictors: [],
  interactions: [],
  offsets: [],
  groups: [],
};

/** The formula; empty without an outcome. */
export function writeFormula(built: Built): string {
  if (built.outcome.value === '') return '';
  const terms = [
    ...built.predictors,
    ...built.interactions.map((variables) => variables.join(':')),
    ...built.offsets.map((offset) => `offset(${offset})`),
    ...built.groups.map(groupText),
  ];
  const first = built.intercept ? (terms.length === 0 ? ['1'] : []) : ['0'];
  return `${outcomeText(built.outcome)} ~ ${[...first, ...terms].join(' + ')}`;
}

function outcomeText(outcome: BuiltOutcome): string {
  switch (outcome.kind) {
    case 'values':
    case 'written':
      return outcome.value;
    case 'trials':
      return `${outcome.value} | trials(${outcome.trials})`;
    case 'censored':
      return `${outcome.value} | cens(${[outcome.code, ...(outcome.upper === null ? [] : [outcome.upper])].join(', ')})`;
  }
}

function groupText(group: BuiltGroup): string {
  if (group.kind === 'written') return group.text;
  const { structure, intercept, slopes } = group;
  const coefs = [intercept ? '1' : '0', ...slopes].join(' + ');
  if (structure === 'us') return `(${coefs} | ${group.group})`;
  if (structure === 'diag') return `(${coefs} || ${group.group})`;
  return `${structure}(${coefs} | ${group.group})`;
}

/** Ways a column may enter as a predictor. */
export const shapes = [
  'asIs',
  'levels',
  'log',
  'scaled',
  'quadratic',
  'cubic',
  'smooth',
  'monotone',
] as const;
export type Shape = (typeof shapes)[number];

const spell: Readonly<Record<Shape, (column: string) => string>> = {
  asIs: (column) => column,
  levels: (column) => `factor(${column})`,
  log: (column) => `log(${column})`,
  scaled: (column) => `scale(${column})`,
  quadratic: (column) => `poly(${column}, 2)`,
  cubic: (column) => `poly(${column}, 3)`,
  smooth: (column) => `s(${column})`,
  monotone: (column) => `mo(${column})`,
};

export const shaped = (column: string, shape: Shape): string => spell[shape](column);

/** Which column a predictor is of, and how; null for one that is written otherwise. */
export function shapeOf(
  text: string,
  columns: readonly string[],
): { readonly column: string; readonly shape: Shape } | null {
  for (const column of columns)
    if (text.includes(column)) {
      const shape = shapes.find((one) => shaped(column, one) === text);
      if (shape !== undefined) return { column, shape };
    }
  return null;
}

/** Whether a predictor cannot take part in interactions nor vary by group, as smooths and monotonic effects. */
export function standsAlone(text: string): boolean {
  return /^(?:s|mo)\(/u.test(text);
}

/** A predictor in the place of another, wherever it takes part; null takes it out, with its interactions and slopes. */
export function withPredictor(built: Built, before: string, after: string | null): Built {
  const instead = (text: string): string => (text === before && after !== null ? after : text);
  const keeps = (text: string): boolean => text !== before || after !== null;
  const alone = after !== null && standsAlone(after);
  const inProduct = (text: string): boolean => keeps(text) && !(alone && text === before);
  return {
    ...built,
    predictors: unique(built.predictors.filter(keeps).map(instead)),
    interactions: built.interactions
      .filter((variables) => variables.every(inProduct))
      .map((variables) => variables.map(instead)),
    groups: built.groups.map((group) =>
      group.kind === 'written'
        ? group
        : { ...group, slopes: unique(group.slopes.filter(inProduct).map(instead)) },
    ),
  };
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
