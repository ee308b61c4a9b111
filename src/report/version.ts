/** The package's version; a test holds it to package.json. */
export const version = '0.1.0';

/** Of a file that another version wrote: which, to end a message; nothing for our own. */
export function writtenElsewhere(file: unknown): string {
  const writer = typeof file === 'object' && file !== null && 'poolwise' in file ? file.poolwise : undefined;
  if (typeof writer !== 'string' || writer === version) return '';
  return `; it was written by poolwise ${writer.slice(0, 40)}, this is ${version}`;
}
