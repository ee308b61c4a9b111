/** The order of the parts of a date: year first, day first, or month first. */
export type DateOrder = 'ymd' | 'dmy' | 'mdy';

const YEAR_FIRST = /^([12]\d{3})([-/])(\d{1,2})\2(\d{1,2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?Z?)?$/;
const YEAR_LAST = /^(\d{1,2})([./-])(\d{1,2})\2([12]\d{3})$/;
/** Dates to a person, which cannot be read for certain: 31.1.20, 31 Jan 2020, Jan-20, a time zone. */
const VAGUE =
  /^\d{1,2}[./-]\d{1,2}[./-]\d{2}$|^(\d{1,2}[ .-]*)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ .,-]+(\d{1,2},? )?\d{2,4}$|^[12]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}.*[+-]\d{2}:?\d{2}$/i;

const MILLISECONDS_A_DAY = 86_400_000;

/** Days since 1970-01-01 of a date in the proleptic Gregorian calendar; NaN for one that is not in it. */
function daysOf(year: number, month: number, day: number): number {
  const days = Date.UTC(year, month - 1, day) / MILLISECONDS_A_DAY;
  const back = new Date(days * MILLISECONDS_A_DAY);
  return back.getUTCMonth() === month - 1 && back.getUTCDate() === day ? days : Number.NaN;
}

/** Days since 1970-01-01, with a fraction for a time of day (UTC); NaN for what is no date in that order. */
export function parseDate(text: string, order: DateOrder): number {
  if (order === 'ymd') {
    const [found, year, , month, day, hour = 0, minute = 0, second = 0] = YEAR_FIRST.exec(text) ?? [];
    if (found === undefined || Number(hour) > 23 || Number(minute) > 59) return Number.NaN;
    const seconds = 3600 * Number(hour) + 60 * Number(minute) + Number(second);
    return daysOf(Number(year), Number(month), Number(day)) + seconds / 86_400;
  }
  const [found, first, mark, second, year] = YEAR_LAST.exec(text) ?? [];
  if (found === undefined || (mark === '.' && order === 'mdy')) return Number.NaN;
  const [day, month] = order === 'dmy' ? [first, second] : [second, first];
  return daysOf(Number(year), Number(month), Number(day));
}

const ORDERS: readonly DateOrder[] = ['ymd', 'dmy', 'mdy'];

/** The orders in which every one of the texts is a date. */
export function dateOrders(texts: readonly string[]): DateOrder[] {
  return ORDERS.filter((order) => texts.every((text) => !Number.isNaN(parseDate(text, order))));
}

/** Whether a person would take the text for a date, readable or not. */
export function looksLikeDate(text: string): boolean {
  return VAGUE.test(text) || ORDERS.some((order) => !Number.isNaN(parseDate(text, order)));
}
