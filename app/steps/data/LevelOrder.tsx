import { useEffect, useRef, useState } from 'preact/hooks';
import type { ColumnOutline } from '../../analysis/operations/data.ts';
import type { DataChoice } from '../../state/session.ts';
import { useWorkbench } from '../../state/workbench.ts';
import { isolated, number, texts } from '../../texts/index.ts';
import { moved, orderedLevels, withLevels } from './questions.ts';

/** More levels are groups, whose order says nothing. */
const mostOrdered = 50;

interface LevelOrderProps {
  readonly column: ColumnOutline;
  readonly factors: DataChoice['factors'];
}

/** The order of a column's levels, the reference first: to be dragged, or moved by buttons. */
export function LevelOrder({ column, factors }: LevelOrderProps) {
  const { store, announce } = useWorkbench();
  const levels = orderedLevels(column, factors);
  const list = useRef<HTMLOListElement>(null);
  const [focused, setFocused] = useState<{ readonly level: string; readonly button: string } | null>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  useEffect(() => {
    // a moved item is taken out of the page and put in again, which loses the focus
    const buttons = list.current?.querySelectorAll<HTMLButtonElement>('button') ?? [];
    const wanted = [...buttons].filter(({ dataset: { level } }) => level === focused?.level);
    (
      wanted.find(({ dataset, disabled }) => dataset.button === focused?.button && !disabled) ??
      wanted.find(({ disabled }) => !disabled)
    )?.focus();
  }, [focused]);
  const choose = (order: readonly string[] | null): void =>
    store.change((session) =>
      session.data === null
        ? session
        : {
            ...session,
            data: { ...session.data, factors: withLevels(session.data.factors, column.name, order) },
          },
    );
  const move = (from: number, to: number, button: string | null): void => {
    const order = moved(levels, from, to);
    if (order.every((level, i) => level === levels[i])) return;
    choose(order);
    if (button !== null) setFocused({ level: levels[from], button });
    announce(
      texts.data.moved(
        isolated(levels[from]),
        number(order.indexOf(levels[from]) + 1),
        number(levels.length),
      ),
    );
  };
  if (levels.length < 2) return null;
  if (levels.length > mostOrdered || column.levelCount > mostOrdered) return null;
  return (
    <details class="level-order">
      <summary aria-label={texts.data.order(column.name)}>
        {texts.data.orderShort}
        <span class="soft">
          {' '}
          <bdi>{levels.slice(0, 3).join(', ')}</bdi>
          {levels.length > 3 ? ' …' : ''}
        </span>
      </summary>
      <p class="soft">{texts.data.orderWhy}</p>
      <ol ref={list}>
        {levels.map((level, i) => (
          <li
            key={level}
            draggable
            class={dragged === i ? 'dragged' : undefined}
            onDragStart={(event) => {
              event.dataTransfer?.setData('text/plain', level);
              setDragged(i);
            }}
            onDragOver={(event) => {
              if (dragged !== null) event.preventDefault();
            }}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged !== null) move(dragged, i, null);
            }}
            onDragEnd={() => setDragged(null)}
          >
            <bdi class="level">{level}</bdi>
            {i === 0 ? <span class="soft">{texts.data.reference}</span> : null}
            <span class="level-buttons">
              <Move
                level={level}
                button="up"
                label={texts.data.up(level)}
                off={i === 0}
                onMove={() => move(i, i - 1, 'up')}
              >
                ↑
              </Move>
              <Move
                level={level}
                button="down"
                label={texts.data.down(level)}
                off={i === levels.length - 1}
                onMove={() => move(i, i + 1, 'down')}
              >
                ↓
              </Move>
              <Move
                level={level}
                button="first"
                label={texts.data.first(level)}
                off={i === 0}
                onMove={() => move(i, 0, 'first')}
              >
                {texts.data.firstShort}
              </Move>
            </span>
          </li>
        ))}
      </ol>
      {column.kind === 'factor' && Object.hasOwn(factors, column.name) ? (
        <button type="button" onClick={() => choose(null)}>
          {texts.data.fileOrder}
        </button>
      ) : null}
    </details>
  );
}

interface MoveProps {
  readonly level: string;
  readonly button: string;
  readonly label: string;
  readonly off: boolean;
  readonly onMove: () => void;
  readonly children: string;
}

function Move({ level, button, label, off, onMove, children }: MoveProps) {
  return (
    <button
      type="button"
      data-level={level}
      data-button={button}
      aria-label={label}
      disabled={off}
      onClick={onMove}
    >
      {children}
    </button>
  );
}
