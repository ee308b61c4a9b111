import { beginsWith } from '../bytes.ts';
import { arrow } from './arrow.ts';
import type { FileFormat } from './fileFormat.ts';
import { parquet } from './parquetFile.ts';
import { refusedFormats } from './refused.ts';
import { workbook } from './workbook.ts';

const formats: readonly FileFormat[] = [parquet, arrow, workbook, ...refusedFormats];

/** The format of a file that begins with these bytes; undefined for text, whichever it is. */
export function formatOf(start: Uint8Array): FileFormat | undefined {
  return formats.find(({ begins }) => begins(start));
}

/** What a text is read as: rows of fields, or JSON. */
export type TextFormat = 'fields' | 'json';

const JSON_BEGINS = /^\uFEFF?\s*(?:\{|\[\s*(?:[[\]{"\d-]|$))/;

/** A header of fields may begin with a bracket, `[dose],[time]`, but not with what JSON has after one. */
export function textFormatOf(start: Uint8Array): TextFormat {
  return JSON_BEGINS.test(new TextDecoder(encodingOf(start)).decode(start)) ? 'json' : 'fields';
}

/** The encoding that a byte order mark names; UTF-8 without. */
export function encodingOf(start: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (beginsWith(start, '\xff\xfe')) return 'utf-16le';
  if (beginsWith(start, '\xfe\xff')) return 'utf-16be';
  return 'utf-8';
}
