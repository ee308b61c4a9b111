/** A word of a POSIX shell. */
export function quoted(text: string): string {
  return /^[A-Za-z0-9_./-][A-Za-z0-9_./=-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The name of a file, which no command takes for an option or for standard input. */
export const fileWord = (name: string): string => quoted(name.startsWith('-') ? `./${name}` : name);

/** An option with its value. */
export const flag = (name: string, value: string): string => `--${name} ${quoted(value)}`;
