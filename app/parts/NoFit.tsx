import { goTo, useWorkbench } from '../state/workbench.ts';
import { Notice } from './Notice.tsx';

interface NoFitProps {
  /** What the step is for, and that a fit comes before it. */
  readonly text: string;
  readonly toFit: string;
}

/** In the place of a step that needs a fit, the way to one. */
export function NoFit({ text, toFit }: NoFitProps) {
  const { store } = useWorkbench();
  return (
    <Notice tone="note">
      <p>{text}</p>
      <p>
        <button type="button" onClick={() => goTo(store, 'fit')}>
          {toFit}
        </button>
      </p>
    </Notice>
  );
}
