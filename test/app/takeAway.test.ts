import { expect, test } from 'vitest';
import { fileName } from '../../app/steps/takeAway/fileName.ts';

test('whatever a fit is called, its files are called so that every system takes them', () => {
  expect(fileName('Fit 1')).toBe('Fit-1');
  expect(fileName('../../etc/passwd')).toBe('etc-passwd');
  expect(fileName('-rf ~')).toBe('rf');
  expect(fileName('<img src=x onerror=alert(1)>')).toBe('img-src-x-onerror-alert-1');
  expect(fileName('..')).toBe('fit');
  expect(fileName('')).toBe('fit');
  expect(fileName('CON')).toBe('fit-CON');
  expect(fileName('nul.txt')).toBe('fit-nul.txt');
  expect(fileName('a\u202Etxt.exe\u0000b')).toBe('a-txt.exe-b');
  expect(fileName('Größe 体重')).toBe('Größe-体重');
  expect(fileName('x'.repeat(300))).toHaveLength(60);
});
