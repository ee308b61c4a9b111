/**
 * A value as TypeScript writes it, objects over several lines; a map is an object by its keys, a symbol the name that the reader of a
 * script is to give a meaning.
 */
export function literal(value: unknown, indent = ''): string {
  if (typeof value === 'symbol') return value.description ?? '';
  if (Array.isArray(value)) return `[${value.map((one) => literal(one, indent)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const inner = `${indent}  `;
  const lines = entries.map(([key, one]) => `${inner}${keyText(String(key))}: ${literal(one, inner)},\n`);
  return lines.length === 0 ? '{}' : `{\n${lines.join('')}${indent}}`;
}

/** What every object has by that name, its prototype above all, a plain key might set. */
function keyText(key: string): string {
  if (key in Object.prototype) return `[${JSON.stringify(key)}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}
