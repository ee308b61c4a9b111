import type { Frame } from './frame.ts';
import type { DesignOptions } from './options.ts';

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
