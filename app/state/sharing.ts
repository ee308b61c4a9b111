import type { TableOutline } from '../analysis/operations/data.ts';
import type { Session } from './session.ts';
import type { SharedColumn, SharedModel } from './share.ts';

/** How the columns that a shared model needs are met by a table. */
export interface Match {
  readonly missing: readonly SharedColumn[];
  /** There, but read as something else. */
  readonly otherwise: readonly { readonly column: SharedColumn; readonly found: SharedColumn['kind'] }[];
}

export function matchColumns(columns: readonly SharedColumn[], outline: TableOutline): Match {
  const found = new Map(outline.columns.map(({ name, kind }) => [name, kind]));
  return {
    missing: columns.filter(({ name }) => !found.has(name)),
    otherwise: columns.flatMap((column) => {
      const kind = found.get(column.name);
      return kind === undefined || kind === column.kind ? [] : [{ column, found: kind }];
    }),
  };
}

/** What of a session goes into a link, and what of it names levels and stays behind. */
export interface Shared {
  readonly model: SharedModel;
  /** Priors of coefficients that name a level. */
  readonly withheld: readonly string[];
  /** Levels that the formulas themselves name, in quotes. */
  readonly inFormula: readonly string[];
}

/** What of the session goes into a link: no value, and no level unless asked for. */
export function sharedOf(session: Session, outline: TableOutline | null, withLevels: boolean): Shared {
  const { draft, sampling, data } = session;
  const texts = [
    draft.formula,
    ...Object.values(draft.parameters),
    draft.weights ?? '',
    draft.residual ?? '',
  ];
  const used = namesIn(texts);
  const columns = (outline?.columns ?? []).filter(({ name }) => used.has(name));
  const factors = Object.entries(data?.factors ?? {}).filter(([name]) => used.has(name));
  const levels = columns.flatMap((column) =>
    levelsOf(column, Object.hasOwn(data?.factors ?? {}, column.name)),
  );
  const priors = Object.entries(draft.priors);
  const withheld = withLevels
    ? []
    : priors.map(([name]) => name).filter((name) => levels.some((level) => names(name, level)));
  return {
    withheld,
    inFormula: levels
      .map(({ level }) => level)
      .filter((level) => texts.some((text) => text.includes(`"${level}"`) || text.includes(`'${level}'`))),
    model: {
      draft: {
        ...draft,
        priors: Object.fromEntries(priors.filter(([name]) => !withheld.includes(name))),
      },
      sampling,
      columns: columns.map(({ name, kind }) => ({ name, kind })),
      factors: Object.fromEntries(withLevels ? factors : factors.map(([name]) => [name, 'sorted' as const])),
      example: data?.source.kind === 'example' ? data.source.name : null,
    },
  };
}

interface Level {
  readonly column: string;
  readonly level: string;
}

function levelsOf(
  { name, kind, levels, codes }: TableOutline['columns'][number],
  isFactor: boolean,
): readonly Level[] {
  const texts = kind === 'factor' ? levels : isFactor ? codes : [];
  return texts.map((level) => ({ column: name, level }));
}

/** Coefficients of factors are called by their column and a level, `CancerStageII` or `CancerStage[II]`. */
const names = (coefficient: string, { column, level }: Level): boolean =>
  coefficient.includes(`${column}${level}`) || coefficient.includes(`${column}[${level}]`);

/** Names that stand in formulas, those in backquotes too. */
function namesIn(texts: readonly string[]): ReadonlySet<string> {
  const found = texts.flatMap((text) => text.match(/`[^`]+`|[\p{L}_.][\p{L}\p{N}_.]*/gu) ?? []);
  return new Set(found.map((name) => (name.startsWith('`') ? name.slice(1, -1) : name)));
}
