import { number, texts } from '../../texts/index.ts';

const words = texts.answers.groups;

interface FindLevelProps {
  readonly search: string;
  readonly setSearch: (search: string) => void;
  readonly found: number;
  /** Goes to the best of those that were found. */
  readonly go: () => void;
}

/** Searches a level by a part of its name. */
export function FindLevel({ search, setSearch, found, go }: FindLevelProps) {
  return (
    <search>
      <form
        class="row asked"
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <label>
          {words.search}{' '}
          <input
            type="search"
            value={search}
            onInput={({ currentTarget }) => setSearch(currentTarget.value)}
          />
        </label>
        <span class="soft" role="status">
          {search === '' ? '' : words.found(number(found))}
        </span>
      </form>
    </search>
  );
}
