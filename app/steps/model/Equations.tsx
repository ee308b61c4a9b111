import { useEffect, useRef } from 'preact/hooks';

/** Equations as the library typesets them: MathML with escaped names, no scripts and no styles. */
export function Equations({ markup }: { readonly markup: string }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { body } = new DOMParser().parseFromString(markup, 'text/html');
    box.current?.replaceChildren(...body.childNodes);
  }, [markup]);
  return <div class="equations" ref={box} />;
}
