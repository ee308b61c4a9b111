import { inReadersNumbers } from '../../texts/index.ts';

/** Sentences of the library, one below the other; those that it lists with a dash are items of the one before. */
export function Sentences({ sentences }: { readonly sentences: readonly string[] }) {
  return (
    <ul class="sentences">
      {sentences.map((sentence) => (
        <li key={sentence} dir="auto" class={sentence.startsWith('- ') ? 'item' : undefined}>
          {inReadersNumbers(sentence.replace(/^- /, ''))}
        </li>
      ))}
    </ul>
  );
}
