import { useState } from 'preact/hooks';
import { useCall } from '../../../parts/useCall.ts';
import { type Built, emptyBuilt, writeFormula } from '../../../state/built.ts';

/** What the builder shows of a formula. */
export type Reading =
  | { readonly state: 'read'; readonly built: Built }
  /** The formula has those of parameters after semicolons. */
  | {
      readonly state: 'parted';
      readonly formula: string;
      readonly parameters: Readonly<Record<string, string>>;
    }
  | { readonly state: 'waiting' }
  | { readonly state: 'unreadable' };

/**
 * The formula taken apart, and how to write it anew. What was put together just now is shown at once; the formula is read
 * again only when somebody else writes it.
 */
export function useBuilt(
  formula: string,
  onChange: (formula: string) => void,
): readonly [Reading, (built: Built) => void] {
  const [own, setOwn] = useState({ formula: '', built: emptyBuilt });
  const isOwn = own.formula === formula || formula.trim() === '';
  const answer = useCall('model', 'read', formula, isOwn ? null : formula);
  const change = (built: Built): void => {
    const text = writeFormula(built);
    setOwn({ formula: text, built });
    onChange(text);
  };
  return [isOwn ? ownReading(own, formula) : readingOf(answer), change];

  function readingOf(read: typeof answer): Reading {
    if (read.state === 'failed') return { state: 'unreadable' };
    if (read.state === 'waiting') return { state: 'waiting' };
    const { built, parameters } = read.value;
    if (Object.keys(parameters).length > 0)
      return { state: 'parted', formula: writeFormula(built), parameters };
    return { state: 'read', built };
  }
}

function ownReading(own: { readonly formula: string; readonly built: Built }, formula: string): Reading {
  return { state: 'read', built: own.formula === formula ? own.built : emptyBuilt };
}
