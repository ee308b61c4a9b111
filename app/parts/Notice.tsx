import type { ComponentChildren } from 'preact';

/** What kind of thing is said, which also says how it is coloured; never by colour alone. */
export type NoticeTone = 'good' | 'note' | 'warning' | 'trouble';

export interface NoticeProps {
  readonly tone: NoticeTone;
  readonly heading?: string;
  readonly children: ComponentChildren;
}

/** A box that says something about the user's work; troubles are said aloud at once. */
export function Notice({ tone, heading, children }: NoticeProps) {
  return (
    <div class={`notice ${tone}`} role={tone === 'trouble' ? 'alert' : undefined}>
      {heading === undefined ? null : <p class="notice-heading">{heading}</p>}
      {children}
    </div>
  );
}
