import type { Patients } from '../../analysis/operations/predict.ts';
import { number, percent, texts } from '../../texts/index.ts';

const words = texts.predict;
const [width, height, foot, side] = [480, 110, 24, 8];

/** How the draws lie, a patient a picture on one scale, the interval marked. */
export function Distribution({ found }: { readonly found: Patients }) {
  const drawn = found.patients.map(({ shares }) => shares ?? []);
  if (drawn.some((shares) => shares.length === 0)) return null;
  const tallest = Math.max(...drawn.flatMap((shares) => shares.map(({ share }) => share)));
  return (
    <>
      {found.patients.map(({ rows: [row] }, p) => (
        <figure key={p} class="distribution">
          <figcaption class="soft">
            {found.patients.length === 1 ? words.drawn : words.drawnOf(words.name(p + 1))}
          </figcaption>
          <Bars shares={drawn[p]} tallest={tallest} lower={row.lower} upper={row.upper} median={row.median} />
          <details>
            <summary>{texts.picture.behind}</summary>
            <div class="scroll">
              <table>
                <thead>
                  <tr>
                    <th scope="col">{words.value}</th>
                    <th scope="col" class="number">
                      {words.share}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {drawn[p].map(({ from, to, share }) => (
                    <tr key={from}>
                      <th scope="row">
                        {from === to ? number(from) : words.range(number(from, 4), number(to, 4))}
                      </th>
                      <td class="number">{percent(share, 1)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </details>
        </figure>
      ))}
    </>
  );
}

interface BarsProps {
  readonly shares: NonNullable<Patients['patients'][number]['shares']>;
  readonly tallest: number;
  readonly lower: number;
  readonly upper: number;
  readonly median: number;
}

function Bars({ shares, tallest, lower, upper, median }: BarsProps) {
  const isWhole = shares[0].from === shares[0].to;
  const half = isWhole ? 0.5 : 0;
  const [low, high] = [shares[0].from - half, shares[shares.length - 1].to + half];
  const x = (value: number): number =>
    side + ((Math.min(high, Math.max(low, value)) - low) / (high - low)) * (width - 2 * side);
  const y = (share: number): number => height - foot - (share / tallest) * (height - foot - 14);
  const label = words.picture(number(median, 4), number(lower, 4), number(upper, 4));
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {shares.map(({ from, to, share }) => (
        <rect
          key={from}
          class={to >= lower && from <= upper ? 'bar-within' : 'bar-beyond'}
          x={x(from - half) + 0.5}
          y={y(share)}
          width={Math.max(0.5, x(to + half) - x(from - half) - 1)}
          height={height - foot - y(share)}
        />
      ))}
      <line class="interval" x1={x(lower)} x2={x(upper)} y1={6} y2={6} />
      <circle class="median" cx={x(median)} cy={6} r={4} />
      <line class="axis" x1={side} x2={width - side} y1={height - foot} y2={height - foot} />
      {placesOf(shares, median).map((value, i, all) => (
        <text
          key={value}
          x={x(value)}
          y={height - 8}
          text-anchor={isWhole || (i > 0 && i < all.length - 1) ? 'middle' : i === 0 ? 'start' : 'end'}
        >
          {number(value, 3)}
        </text>
      ))}
    </svg>
  );
}

/** Values along the axis: both ends, and the median where it has room between them. */
function placesOf(shares: BarsProps['shares'], median: number): number[] {
  const [low, high] = [shares[0].from, shares[shares.length - 1].to];
  const room = (high - low) / 5;
  const between = median - low > room && high - median > room ? [median] : [];
  return [...new Set([low, ...between, high])];
}
