import type { PlotFitOptions } from 'poolwise';
import type { ComponentChildren } from 'preact';
import { Picture, useWidth } from '../../parts/Picture.tsx';
import { Answered } from './Answered.tsx';
import { useQuestion } from './useQuestion.ts';

interface DrawnProps {
  readonly fit: string;
  readonly options: PlotFitOptions;
  /** Pixels, at most. */
  readonly most?: number;
  /** What stands behind the picture for who does not see it; its own description if left out. */
  readonly children?: ComponentChildren;
}

/** Wider ones say no more, but of draws in their order. */
const widest = 1200;

/** A picture of a fit, as wide as there is room. */
export function Drawn({ fit, options, most = widest, children }: DrawnProps) {
  const [place, width] = useWidth<HTMLDivElement>();
  const sized = { ...options, width: Math.min(most, width) };
  const question = useQuestion(
    'answers',
    'picture',
    { fit, options: sized },
    width === 0 ? null : JSON.stringify([fit, sized]),
  );
  return (
    <div ref={place}>
      <Answered question={question} isQuiet>
        {(svg) => <Picture svg={svg}>{children}</Picture>}
      </Answered>
    </div>
  );
}
