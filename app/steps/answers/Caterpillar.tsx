import { useId, useMemo } from 'preact/hooks';
import { useWidth } from '../../parts/Picture.tsx';
import { type AxisScale, axisScale, rangeOf } from '../../parts/scale.ts';
import { inDecimals } from '../../texts/index.ts';
import { nextLevel } from './walk.ts';

/** An entry a level, from left to right. */
export interface CaterpillarRows {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly dots: Float64Array;
}

interface CaterpillarProps {
  readonly rows: CaterpillarRows;
  /** What the list of levels is called. */
  readonly label: string;
  /** The level that is looked at, its name and what is said of it. */
  readonly active: number;
  readonly choose: (level: number) => void;
  readonly name: string;
  readonly said: string;
  /** Whether a line at zero says something. */
  readonly hasZero: boolean;
}

const height = 280;
const margin = { right: 12, top: 10, bottom: 10 };
/** Pixels of a digit, and between numbers and what they stand at. */
const [digit, apart] = [7.5, 8];

/**
 * All levels of a group with their intervals, from the lowest to the highest: a list that the keyboard walks and the pointer hovers, whose
 * level is told below. A few paths whatever the number of levels, so that thousands stay fluid.
 */
export function Caterpillar({ rows, label, active, choose, name, said, hasZero }: CaterpillarProps) {
  const [place, width] = useWidth<HTMLDivElement>();
  const id = useId();
  const count = rows.dots.length;
  const scale = useMemo(() => scaleOf(rows, hasZero), [rows, hasZero]);
  const left = leftOf(scale);
  const inside = width - left - margin.right;
  const x = (i: number): number => left + ((i + 0.5) / count) * inside;
  function hover(event: PointerEvent & { readonly currentTarget: Element }): void {
    const from = event.currentTarget.getBoundingClientRect().left + left;
    const share = (event.clientX - from) / inside;
    choose(Math.min(count - 1, Math.max(0, Math.floor(share * count))));
  }
  function walk(event: KeyboardEvent): void {
    const next = nextLevel(event.key, active, count);
    if (next === null) return;
    event.preventDefault();
    choose(next);
  }
  return (
    <div
      ref={place}
      class="caterpillar"
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={`${id}-${active}`}
      onKeyDown={walk}
    >
      {width === 0 ? null : (
        <svg
          aria-hidden="true"
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          onPointerMove={hover}
          onPointerDown={hover}
        >
          <Levels rows={rows} scale={scale} width={width} hasZero={hasZero} />
          <Active rows={rows} scale={scale} active={active} at={x(active)} />
        </svg>
      )}
      <div
        class="told"
        tabIndex={-1}
        id={`${id}-${active}`}
        key={active}
        role="option"
        aria-selected="true"
        aria-posinset={active + 1}
        aria-setsize={count}
      >
        <strong>
          <bdi>{name}</bdi>
        </strong>
        : {said}
      </div>
    </div>
  );
}

function scaleOf({ lower, upper, dots }: CaterpillarRows, hasZero: boolean): AxisScale {
  const [low, high] = rangeOf([lower, upper, dots, ...(hasZero ? [[0]] : [])]);
  return axisScale(low, high, [height - margin.bottom, margin.top]);
}

const ticksOf = ({ ticks, decimals }: AxisScale): string[] => ticks.map((tick) => inDecimals(tick, decimals));

/** Room for the longest number of the axis. */
const leftOf = (scale: AxisScale): number =>
  apart + digit * Math.max(...ticksOf(scale).map((text) => text.length));

interface LevelsProps extends Pick<CaterpillarProps, 'rows' | 'hasZero'> {
  readonly scale: AxisScale;
  readonly width: number;
}

/** Drawn once for all levels that the pointer passes. */
function Levels({ rows, scale, width, hasZero }: LevelsProps) {
  return useMemo(() => {
    const { lower, upper, dots } = rows;
    const left = leftOf(scale);
    const step = (width - left - margin.right) / dots.length;
    const across = (i: number): string => (left + (i + 0.5) * step).toFixed(1);
    const shown = ticksOf(scale);
    const up = (value: number): string => scale.place(value).toFixed(1);
    const each = (draw: (i: number) => string): string => Array.from(dots, (_, i) => draw(i)).join('');
    const right = width - margin.right;
    return (
      <g>
        {scale.ticks.map((tick, t) => (
          <g key={tick}>
            <path class="rule" d={`M${left} ${up(tick)}H${right}`} />
            <text x={left - 6} y={scale.place(tick)} dy="0.35em" text-anchor="end">
              {shown[t]}
            </text>
          </g>
        ))}
        {hasZero ? <path class="zero" d={`M${left} ${up(0)}H${right}`} /> : null}
        <path
          class="intervals"
          stroke-width={Math.min(3, Math.max(0.5, step / 2))}
          d={each((i) =>
            Number.isFinite(lower[i] + upper[i]) ? `M${across(i)} ${up(lower[i])}V${up(upper[i])}` : '',
          )}
        />
        <path
          class="dots"
          stroke-width={Math.min(6, Math.max(1.5, step))}
          d={each((i) => (Number.isFinite(dots[i]) ? `M${across(i)} ${up(dots[i])}h0` : ''))}
        />
      </g>
    );
  }, [rows, scale, width, hasZero]);
}

interface ActiveProps extends Pick<CaterpillarProps, 'rows' | 'active'> {
  readonly scale: AxisScale;
  readonly at: number;
}

function Active({ rows, scale: { place }, active, at }: ActiveProps) {
  const { lower, upper, dots } = rows;
  return (
    <g class="active">
      <path class="where" d={`M${at} ${margin.top}V${height - margin.bottom}`} />
      <path class="interval" d={`M${at} ${place(lower[active])}V${place(upper[active])}`} />
      <circle cx={at} cy={place(dots[active])} r={5} />
    </g>
  );
}
