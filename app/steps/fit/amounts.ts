import { number, texts } from '../../texts/index.ts';

const words = texts.fit.amounts;

/** In a unit that leaves few digits. */
export function secondsText(seconds: number): string {
  if (seconds < 1) return words.underSecond;
  if (seconds < 100) return words.seconds(number(Math.ceil(seconds)));
  if (seconds < 6000) return words.minutes(number(Math.ceil(seconds / 60)));
  return words.hours(number(Math.ceil(seconds / 3600)));
}

export function bytesText(bytes: number): string {
  const megabytes = bytes / 2 ** 20;
  if (megabytes < 0.1) return words.kilobytes(number(Math.max(1, Math.round(bytes / 2 ** 10))));
  return megabytes < 1024
    ? words.megabytes(number(megabytes, 2))
    : words.gigabytes(number(megabytes / 1024, 2));
}
