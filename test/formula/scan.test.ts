import { describe, expect, it } from 'vitest';
import { scan } from '../../models/formula/scan.ts';

const texts = (formula: string) => scan(formula).map((token) => token.text);

describe('scan', () => {
  it('cuts names, numbers and marks, and ends with an empty token', () => {
    expect(texts('y ~ 0+log(x.1) * 2.5e-3 || g')).toEqual([
      'y',
      '~',
      '0',
      '+',
      'log',
      '(',
      'x.1',
      ')',
      '*',
      '2.5e-3',
      '||',
      'g',
      '',
    ]);
  });

  it('remembers where each token starts, the end just after the last visible character', () => {
    expect(scan(' y  ~ x  ').map((token) => token.at)).toEqual([1, 4, 6, 7]);
  });

  it('takes backquoted names whole, without their quotes', () => {
    expect(scan('`my col`+`a:b`').map(({ kind, text }) => [kind, text])).toEqual([
      ['name', 'my col'],
      ['symbol', '+'],
      ['name', 'a:b'],
      ['end', ''],
    ]);
  });

  it('knows a name that starts with a dot from a number that does', () => {
    expect(scan('.x .5').map((token) => token.kind)).toEqual(['name', 'number', 'end']);
  });

  it('takes letters of any script as names', () => {
    expect(texts('größe ~ возраст + 年齢')).toEqual(['größe', '~', 'возраст', '+', '年齢', '']);
  });

  it('treats line breaks and tabs as spaces', () => {
    expect(texts('y ~\n\tx')).toEqual(['y', '~', 'x', '']);
  });
});
