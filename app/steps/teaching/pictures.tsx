import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { DensityName, PathAnswer } from '../../analysis/operations/teaching.ts';
import type { Pooled } from '../../analysis/teaching/pooling.ts';
import { axisScale } from '../../parts/scale.ts';
import { inDecimals, number, texts } from '../../texts/index.ts';

const words = texts.teaching;
const width = 640;

/** A line from numbers to pixels. */
function scale(low: number, high: number, from: number, to: number): (value: number) => number {
  return (value) => from + ((to - from) * (value - low)) / (high - low || 1);
}

const line = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)},${y.toFixed(1)}`).join('');

interface DrawingProps {
  readonly height: number;
  readonly title: string;
  /** For who does not see it. */
  readonly described: string;
  readonly children: ComponentChildren;
}

/** The frame of a picture: its size, its title and what it shows. */
function Drawing({ height, title, described, children }: DrawingProps) {
  return (
    <svg
      class="plot"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      font-size="12"
    >
      <title>{title}</title>
      <desc>{described}</desc>
      {children}
    </svg>
  );
}

/** Each group's own mean, pulled to the mean over groups. */
export function PoolingPicture({ pooled, complete }: { readonly pooled: Pooled; readonly complete: number }) {
  const { groups } = pooled;
  const values = groups.flatMap(({ own, partial, sd }) => [own, partial - sd, partial + sd]);
  const x = scale(Math.min(...values), Math.max(...values), 150, width - 12);
  const height = 24 * groups.length + 44;
  return (
    <Drawing
      height={height}
      title={words.pooling.picture}
      described={words.pooling.described(number(complete, 3))}
    >
      <text class="f-soft" x={150} y={14}>
        {words.pooling.legend}
      </text>
      <path class="s-rule" stroke-width={2} d={`M${x(complete)},22V${height - 20}`} />
      <path class="s-accent" stroke-dasharray="5 3" d={`M${x(pooled.mu)},22V${height - 20}`} />
      {groups.map(({ label, own, partial, sd }, j) => {
        const y = 36 + 24 * j;
        return (
          <g key={label}>
            <text class="f-ink" x={140} y={y + 4} text-anchor="end">
              {label.length > 18 ? `${label.slice(0, 17)}…` : label}
            </text>
            <path class="s-soft" d={`M${x(own)},${y}H${x(partial)}`} />
            <path
              class="s-accent"
              stroke-width={3}
              stroke-opacity={0.4}
              d={`M${x(partial - sd)},${y}H${x(partial + sd)}`}
            />
            <circle class="s-soft f-paper" cx={x(own)} cy={y} r={4} />
            <circle class="f-accent" cx={x(partial)} cy={y} r={4} />
          </g>
        );
      })}
      {[Math.min(...values), complete, Math.max(...values)].map((value) => (
        <text key={value} class="f-soft" x={x(value)} y={height - 4} text-anchor="middle">
          {number(value, 3)}
        </text>
      ))}
    </Drawing>
  );
}

/** Curves of one and two sds of a density that is built in. */
export const outlines: Readonly<Record<DensityName, (k: number) => Points>> = {
  correlated: (k) =>
    Array.from({ length: 61 }, (_, i) => {
      const [u, v] = [Math.cos((i * Math.PI) / 30), Math.sin((i * Math.PI) / 30)];
      return [k * u, k * (0.9 * u + Math.sqrt(1 - 0.81) * v)];
    }),
  funnel: (k) =>
    Array.from({ length: 121 }, (_, i) => {
      const logSd = i < 61 ? 3 - i / 10 : -3 + (i - 60) / 10;
      return [(i < 61 ? -1 : 1) * k * Math.exp(logSd), logSd];
    }),
};

type Points = readonly (readonly [x: number, y: number])[];
type Range = readonly [low: number, high: number];

/** What a trajectory is walked on: curves of a density, or draws of it, with names of its two parameters. */
export interface Ground {
  readonly curves: readonly Points[];
  readonly draws: Points;
  readonly names: readonly [x: string, y: string];
  readonly ranges: readonly [x: Range, y: Range];
}

/** The middle of draws, and a little beyond. */
export function rangesOf(draws: Points): Ground['ranges'] {
  const of = (d: 0 | 1): Range => {
    const sorted = draws.map((point) => point[d]).sort((a, b) => a - b);
    const [low, high] = [
      sorted[Math.floor(0.01 * sorted.length)],
      sorted[Math.ceil(0.99 * sorted.length) - 1],
    ];
    const margin = 0.1 * (high - low) || 1;
    return [low - margin, high + margin];
  };
  return [of(0), of(1)];
}

const frame = { left: 64, right: 12, top: 12, bottom: 44, height: 400 };

/** A trajectory over what it is walked on. */
export function PathPicture({ ground, path }: { readonly ground: Ground; readonly path: PathAnswer }) {
  const { left, right, top, bottom, height } = frame;
  const [low, high] = [height - bottom, width - right];
  const x = axisScale(...ground.ranges[0], [left, high]);
  const y = axisScale(...ground.ranges[1], [low, top]);
  const at = ([a, b]: readonly [number, number]): readonly [number, number] => [
    clamp(x.place(a)),
    clamp(y.place(b)),
  ];
  const points = path.points.map(at);
  const inside = useId();
  return (
    <Drawing
      height={height}
      title={words.leapfrog.picture}
      described={words.leapfrog.described(path.points.length - 1, ...ground.names)}
    >
      <clipPath id={inside}>
        <rect x={left} y={top} width={high - left} height={low - top} />
      </clipPath>
      <path class="s-rule" fill="none" d={`M${left},${top}V${low}H${high}`} />
      {x.ticks.map((tick) => (
        <text key={tick} class="f-soft" x={x.place(tick)} y={low + 16} text-anchor="middle">
          {inDecimals(tick, x.decimals)}
        </text>
      ))}
      {y.ticks.map((tick) => (
        <text key={tick} class="f-soft" x={left - 6} y={y.place(tick)} dy="0.35em" text-anchor="end">
          {inDecimals(tick, y.decimals)}
        </text>
      ))}
      <text class="f-ink" x={(left + high) / 2} y={height - 6} text-anchor="middle">
        {ground.names[0]}
      </text>
      <text class="f-ink" text-anchor="middle" transform={`translate(14 ${(low + top) / 2}) rotate(-90)`}>
        {ground.names[1]}
      </text>
      <g clip-path={`url(#${inside})`}>
        {ground.draws.map((point, i) => {
          const [cx, cy] = at(point);
          return <circle key={i} class="f-soft" fill-opacity={0.35} cx={cx} cy={cy} r={2} />;
        })}
        {ground.curves.map((curve, i) => (
          <path key={i} class="s-soft" fill="none" stroke-width={1.5} d={line(curve.map(at))} />
        ))}
        <path class="s-accent" fill="none" stroke-width={1.5} d={line(points)} />
        {points.map(([cx, cy], i) => (
          <circle
            key={i}
            class={i === 0 ? 'f2' : 'f-accent'}
            cx={cx}
            cy={cy}
            r={i === 0 || i === points.length - 1 ? 5 : 2.5}
          />
        ))}
      </g>
    </Drawing>
  );
}

/** Far beyond the picture is as good as beyond it. */
const clamp = (pixel: number): number => Math.max(-2000, Math.min(2000, pixel));

/** Four chains one over the other. */
export function ApartPicture({ chains }: { readonly chains: readonly Float64Array[] }) {
  const height = 200;
  const x = scale(0, chains[0].length, 10, width - 10);
  const y = scale(-6.5, 6.5, height - 5, 5);
  return (
    <Drawing height={height} title={words.apart.picture} described={words.apart.described}>
      {chains.map((chain, c) => (
        <path
          key={c}
          class={`k${c + 1}`}
          fill="none"
          stroke-opacity={0.75}
          d={line([...chain].map((value, i) => [x(i), y(value)]))}
        />
      ))}
    </Drawing>
  );
}
