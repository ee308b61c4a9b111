import { InputError } from '../engine/errors.ts';

/** 12, -3, 0.95, 1e3; not the 0x10, "" and Infinity that Number() takes as well. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A whole number from the command line. */
export function wholeNumber(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (DECIMAL.test(text.trim()) && Number.isInteger(value)) return value;
    throw new InputError(`${option}: expected a whole number, got "${text}"`);
  };
}

/** A number from the command line. */
export function decimalNumber(option: string): (text: string) => number {
  return (text) => {
    if (DECIMAL.test(text.trim())) return Number(text);
    throw new InputError(`${option}: expected a number, got "${text}"`);
  };
}

/** Text from the command line, refused when empty: then a shell variable was, most likely. */
export function someText(option: string): (text: string) => string {
  return (text) => {
    if (text.trim() !== '') return text;
    throw new InputError(`${option}: expected a value, got "${text}"`);
  };
}
