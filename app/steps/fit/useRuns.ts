import { useEffect, useReducer } from 'preact/hooks';
import { useWorkbench } from '../../state/workbench.ts';
import { type Runs, runsOf } from './runs.ts';

/** The runs of the page; renders again when one has news. */
export function useRuns(): Runs {
  const { analysis, store } = useWorkbench();
  const runs = runsOf(analysis, store);
  const [, again] = useReducer((count: number, _: null) => count + 1, 0);
  useEffect(() => runs.subscribe(() => again(null)), [runs]);
  return runs;
}
