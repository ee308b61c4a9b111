/** Text as it is; it can be scrolled by keys. */
export function Text({ label, children }: { readonly label: string; readonly children: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
    <section class="text" tabIndex={0} aria-label={label}>
      <pre dir="ltr">
        <code>{children}</code>
      </pre>
    </section>
  );
}
