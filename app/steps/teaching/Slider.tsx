import { useId } from 'preact/hooks';
import { Notice } from '../../parts/Notice.tsx';
import type { Answer } from '../../parts/useCall.ts';

/** The answer, or the one before it while the next is made. */
export function shown<Value>(answer: Answer<Value>): Value | null {
  if (answer.state === 'known') return answer.value;
  return answer.state === 'waiting' ? answer.last : null;
}

export function Failed({ answer }: { readonly answer: Answer<unknown> }) {
  return answer.state === 'failed' ? <Notice tone="trouble">{answer.error.message}</Notice> : null;
}

interface SliderProps {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  readonly text: string;
  readonly set: (value: number) => void;
}

export function Slider({ label, text, set, ...range }: SliderProps) {
  const id = useId();
  return (
    <p class="row">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="range"
        {...range}
        aria-valuetext={text}
        onInput={({ currentTarget }) => set(currentTarget.valueAsNumber)}
      />
      <output for={id}>{text}</output>
    </p>
  );
}
