/** What a value that has no place in a table is, as messages say it: "a date", "an array", "text". */
export function describeType(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (value instanceof Date) return 'a date';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return 'text';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
