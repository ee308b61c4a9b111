import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { InputError } from '../../engine/errors.ts';
import { hashText } from '../../engine/hash.ts';

/** Entries that are kept one after another, and stay kept whatever happens to the program. */
export interface Journal {
  /** Those of before, in order. */
  readonly earlier: readonly unknown[];
  /** Writes one line to the disk and returns when it is there. */
  append(entry: unknown): void;
  close(): void;
}

/**
 * Opens a journal of JSON, or begins one. Each line has a checksum over its number and text, so one that a killed program
 * left unfinished is found and cut off, and whatever comes after it. The first line says what the entries are of: `subject`, with
 * which it must agree. Throws InputError for a file that is no journal, for another subject, and where the system refuses.
 * @param begin anew, whatever stands there
 */
export function openJournal(
  path: string,
  subject: Readonly<Record<string, unknown>>,
  begin: boolean,
): Journal {
  const text = begin || !existsSync(path) ? '' : readFileSync(path, 'utf8');
  const lines = soundLines(text);
  const first = lineOf(0, subject);
  if (lines.length === 0 && text !== '' && !first.startsWith(text)) throw foreign(path);
  if (lines.length > 0 && lines[0] !== first) throw otherSubject(path, JSON.parse(jsonOf(lines[0])), subject);
  const file = opened(path);
  let end = Buffer.byteLength(lines.join(''));
  ftruncateSync(file, end);
  const write = (line: string): void => {
    end += writeSync(file, line, end);
    fsyncSync(file);
  };
  if (lines.length === 0) write(first);
  let count = Math.max(1, lines.length);
  return {
    earlier: lines.slice(1).map((line) => JSON.parse(jsonOf(line))),
    append: (entry) => write(lineOf(count++, entry)),
    close: () => closeSync(file),
  };
}

/** Lines from the first on, as long as they are whole. */
function soundLines(text: string): string[] {
  const lines = text.split(/(?<=\n)/);
  const broken = lines.findIndex((line, i) => !line.endsWith('\n') || line !== sealed(i, jsonOf(line)));
  return broken < 0 ? lines : lines.slice(0, broken);
}

const jsonOf = (line: string): string => line.slice(line.indexOf(' ') + 1, -1);
const lineOf = (number: number, entry: unknown): string => sealed(number, JSON.stringify(entry));
const sealed = (number: number, json: string): string => `${hashText(`${number} ${json}`)} ${json}\n`;

/** For writing where the file ends, which may become shorter first. */
function opened(path: string): number {
  try {
    return openSync(path, existsSync(path) ? 'r+' : 'wx+');
  } catch (error) {
    throw new InputError(
      `output: cannot write "${path}" (${error instanceof Error ? error.message : error})`,
    );
  }
}

function foreign(path: string): InputError {
  return new InputError(
    `output: "${path}" is there already and no journal of ours; choose another folder, or --force to begin anew`,
  );
}

function otherSubject(
  path: string,
  before: Record<string, unknown>,
  now: Record<string, unknown>,
): InputError {
  const changed = Object.keys(now).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(now[key]));
  const words = changed.map(
    (key) => `${key} ${JSON.stringify(before[key])}, now ${JSON.stringify(now[key])}`,
  );
  return new InputError(
    `output: "${path}" was begun with ${words.join('; ')}; choose another folder, or --force to begin anew`,
  );
}
