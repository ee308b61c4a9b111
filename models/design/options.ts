import type { Frame } from './frame.ts';

/** How columns are to be read, where the table alone does not say. */
export interface DesignOptions {
  /**
   * Columns to treat as factors, whatever they hold: their levels in order, reference first, or 'sorted' by code
   * point. They win over what the table declares. An outcome declared with two levels counts the second as 1.
   */
  readonly factors?: Readonly<Record<string, readonly string[] | 'sorted'>>;
  /** Refuse rows with missing values instead of dropping them; default false. */
  readonly strict?: boolean;
  /** Most levels a factor may have as a predictor, default 500; groups may have any number. */
  readonly maxLevels?: number;
  /** Most fixed-effect columns, default 2,000: interactions of factors multiply quickly. */
  readonly maxColumns?: number;
}

/** The order the options declare for a column, reference first, or null where they leave it open. */
export function declaredLevels(options: DesignOptions, name: string): readonly string[] | null {
  const declared = hasOption(options, name) ? options.factors?.[name] : undefined;
  return declared === undefined || declared === 'sorted' ? null : declared;
}

/** Whether a column's levels have a stated order: the options', or else the table's. */
export function keepsOrder({ options, table }: Frame, name: string): boolean {
  if (hasOption(options, name)) return declaredLevels(options, name) !== null;
  const column = table.columns.get(name);
  return column?.kind === 'factor' && column.declared === true;
}

/** Whether the options or the table declare a column a factor. */
export function isDeclared(frame: Frame, name: string): boolean {
  return hasOption(frame.options, name) || keepsOrder(frame, name);
}

function hasOption({ factors }: DesignOptions, name: string): boolean {
  return factors !== undefined && Object.hasOwn(factors, name);
}
