import type { ColumnFacts } from '../../../analysis/model/columns.ts';
import { type Shape, shaped, shapeOf, shapes, withPredictor } from '../../../state/built.ts';
import { texts } from '../../../texts/index.ts';
import { Choose, PickAndAdd, Removable } from './choices.tsx';
import { optionOf } from './OutcomePart.tsx';
import type { PartProps } from './part.ts';

const words = texts.model.builder;

/** The population's predictors, each with the shape of its effect. */
export function Predictors({ built, columns, onChange }: PartProps) {
  const spelt = columns.map((column) => column.spelt);
  const shown = built.predictors.map((text) => ({ text, found: shapeOf(text, spelt) }));
  const taken = new Set([built.outcome.value, ...shown.map(({ found }) => found?.column)]);
  return (
    <fieldset>
      <legend>{words.predictors}</legend>
      <label class="check">
        <input
          type="checkbox"
          checked={built.intercept}
          onChange={({ currentTarget }) => onChange({ ...built, intercept: currentTarget.checked })}
        />{' '}
        {words.intercept}
      </label>
      <ul class="chosen">
        {shown.map(({ text, found }) => (
          <Removable key={text} name={text} onRemove={() => onChange(withPredictor(built, text, null))}>
            {found === null ? (
              <span>
                <code>
                  <bdi>{text}</bdi>
                </code>{' '}
                <span class="soft">{words.written}</span>
              </span>
            ) : (
              <span class="row">
                <bdi>{nameOf(found.column, columns)}</bdi>
                <Choose
                  label={words.shapeOf(nameOf(found.column, columns))}
                  quiet
                  value={found.shape}
                  options={shapesFor(found, columns).map((value) => ({ value, text: words.shapes[value] }))}
                  onChange={(shape) =>
                    onChange(withPredictor(built, text, shaped(found.column, shape as Shape)))
                  }
                />
              </span>
            )}
          </Removable>
        ))}
      </ul>
      <PickAndAdd
        label={words.addPredictor}
        options={columns.filter(({ spelt: own, distinct }) => distinct >= 2 && !taken.has(own)).map(optionOf)}
        onAdd={(column) => onChange({ ...built, predictors: [...built.predictors, column] })}
      />
    </fieldset>
  );
}

const nameOf = (spelt: string, columns: readonly ColumnFacts[]): string =>
  columns.find((column) => column.spelt === spelt)?.name ?? spelt;

/** Levels have no polynomials; a monotonic effect needs their order, or few whole numbers. */
function shapesFor(
  { column, shape }: { readonly column: string; readonly shape: Shape },
  columns: readonly ColumnFacts[],
): readonly Shape[] {
  const facts = columns.find(({ spelt }) => spelt === column);
  if (facts === undefined) return shapes;
  const { kind, ordered, distinct, numbers } = facts;
  const able: Readonly<Record<Shape, boolean>> = {
    asIs: true,
    levels: kind === 'number' && distinct <= 50,
    log: numbers !== null && numbers.min > 0,
    scaled: kind === 'number',
    quadratic: kind === 'number' && distinct > 2,
    cubic: kind === 'number' && distinct > 3,
    smooth: kind === 'number' && distinct >= 10,
    monotone: ordered || (numbers?.whole === true && distinct > 2 && distinct <= 30),
  };
  return shapes.filter((one) => able[one] || one === shape);
}
