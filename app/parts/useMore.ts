import { useLayoutEffect, useState } from 'preact/hooks';

/** At which ends an element that scrolls sideways has more than is in sight. */
export type More = 'none' | 'start' | 'end' | 'both';

/** Follows what of an element is in sight; what it says changes as the element is scrolled or its width changes. */
export function useMore(list: { readonly current: HTMLElement | null }): More {
  const [more, setMore] = useState<More>('none');
  useLayoutEffect(() => {
    const { current } = list;
    if (current === null) return;
    const look = (): void => setMore(moreOf(current));
    look();
    current.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(current);
    return () => {
      current.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [list]);
  return more;
}

/** Of less than two pixels there is nothing to see. From right to left `scrollLeft` is negative. */
function moreOf({ scrollLeft, scrollWidth, clientWidth }: HTMLElement): More {
  const before = Math.abs(scrollLeft);
  const [isStart, isEnd] = [before >= 2, scrollWidth - clientWidth - before >= 2];
  if (isStart && isEnd) return 'both';
  return isStart ? 'start' : isEnd ? 'end' : 'none';
}
