import { type Example, examples } from '../../state/examples.ts';
import { goTo, useSession, useWorkbench } from '../../state/workbench.ts';
import { texts } from '../../texts/index.ts';

/** The way on; an example has a model to begin with. */
export function ToModel() {
  const { store } = useWorkbench();
  const { data, draft } = useSession();
  const example =
    data?.source.kind === 'example' && draft.formula === ''
      ? examples.find(({ name }) => name === data.source.name)
      : undefined;
  const begin = (chosen: Example): void => {
    store.change((session) => ({ ...session, draft: { ...session.draft, ...chosen.draft } }));
    goTo(store, 'model');
  };
  return (
    <div class="row">
      {example === undefined ? null : (
        <button type="button" onClick={() => begin(example)}>
          {texts.data.exampleModel} <code>{example.draft.formula}</code>
        </button>
      )}
      <button type="button" class="main" onClick={() => goTo(store, 'model')}>
        {texts.data.toModel}
      </button>
    </div>
  );
}
