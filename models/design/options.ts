/** How columns are to be read, where the table alone does not say. */
export interface DesignOptions {
  /**
   * Columns to treat as factors, whatever they hold: their levels in order, reference first, or 'sorted' by code
   * point. An outcome declared with two levels counts the second as 1.
   */
  readonly factors?: Readonly<Record<string, readonly string[] | 'sorted'>>;
  /** Refuse rows with missing values instead of dropping them; default false. */
  readonly strict?: boolean;
  /** Most levels a factor may have as a predictor, default 500; groups may have any number. */
  readonly maxLevels?: number;
  /** Most fixed-effect columns, default 2,000: interactions of factors multiply quickly. */
  readonly maxColumns?: number;
}

/** The order declared for a column, reference first, or null where it sorts by code point. */
export function declaredLevels(options: DesignOptions, name: string): readonly string[] | null {
  const { factors = {} } = options;
  const declared = Object.hasOwn(factors, name) ? factors[name] : 'sorted';
  return declared === 'sorted' ? null : declared;
}

/** Whether the options make a column a factor. */
export function isDeclared(options: DesignOptions, name: string): boolean {
  return options.factors !== undefined && Object.hasOwn(options.factors, name);
}
