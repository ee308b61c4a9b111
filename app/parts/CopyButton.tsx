import { useState } from 'preact/hooks';
import { useWorkbench } from '../state/workbench.ts';
import { texts } from '../texts/index.ts';

/** Copies a text, and says so. */
export function CopyButton({
  text,
  label = texts.copy.label,
}: {
  readonly text: string;
  readonly label?: string;
}) {
  const { announce } = useWorkbench();
  const [copied, setCopied] = useState<string | null>(null);
  async function copy(): Promise<void> {
    const done = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    setCopied(done ? text : null);
    announce(done ? texts.copy.done : texts.copy.refused, !done);
  }
  return (
    <button type="button" onClick={() => void copy()}>
      {copied === text ? texts.copy.done : label}
    </button>
  );
}
