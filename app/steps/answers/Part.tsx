import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface PartProps {
  readonly id: string;
  readonly name: string;
  /** Its question, in a line. */
  readonly about: string;
  readonly isOpen: boolean;
  readonly toggle: () => void;
  readonly children: ComponentChildren;
}

/** A part of the answers under a heading that opens it; what is in it is made when it is opened and comes into sight. */
export function Part({ id, name, about, isOpen, toggle, children }: PartProps) {
  const place = useRef<HTMLDivElement>(null);
  const isSeen = useSeen(place, isOpen);
  return (
    <section class="part" aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>
        <button type="button" class="opens" aria-expanded={isOpen} aria-controls={id} onClick={toggle}>
          <span class="mark" aria-hidden="true" />
          {name}
          <span class="about">{about}</span>
        </button>
      </h2>
      <div id={id} class="inside" ref={place} hidden={!isOpen}>
        {isOpen && isSeen ? children : null}
      </div>
    </section>
  );
}

/** Pixels beyond the window's edge that are made ready. */
const ahead = 300;

/** Whether an element has come into sight since it was opened; once seen it stays so. */
function useSeen(place: { readonly current: Element | null }, isOpen: boolean): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (!isOpen || isSeen || place.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
      },
      { rootMargin: `${ahead}px` },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [isOpen, isSeen, place]);
  return isSeen;
}
