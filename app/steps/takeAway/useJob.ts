import { useState } from 'preact/hooks';
import { useWorkbench } from '../../state/workbench.ts';

/** Something made when a button is pressed: whether it is at work, and what went wrong. */
export interface Job {
  readonly isBusy: boolean;
  readonly trouble: string | null;
  run(make: () => Promise<string>): void;
}

/** `make` resolves with what is to be said when it is done. */
export function useJob(): Job {
  const { announce } = useWorkbench();
  const [state, setState] = useState<{ isBusy: boolean; trouble: string | null }>({
    isBusy: false,
    trouble: null,
  });
  return {
    ...state,
    run(make) {
      setState({ isBusy: true, trouble: null });
      make().then(
        (said) => {
          setState({ isBusy: false, trouble: null });
          announce(said);
        },
        (error: Error) => setState({ isBusy: false, trouble: error.message }),
      );
    },
  };
}
