import type { Sketch } from '../../analysis/table/sketch.ts';
import { isolated, number, texts } from '../../texts/index.ts';

const [width, height] = [144, 32];

/** A column's values at a glance, with the same in words. */
export function SketchPicture({ sketch }: { readonly sketch: Sketch }) {
  const said = sketchWords(sketch);
  if (sketch.kind === 'nothing') return <span class="soft">{said}</span>;
  const counts =
    sketch.kind === 'bars' && sketch.others > 0 ? [...sketch.counts, sketch.others] : sketch.counts;
  const most = Math.max(...counts);
  const step = width / counts.length;
  const gap = sketch.kind === 'bars' ? Math.min(2, step / 4) : 0.5;
  return (
    <div class="sketch">
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={said}>
        {counts.map((count, i) => {
          const tall = (count / most) * height;
          return (
            <rect
              key={`${i} ${count}`}
              class={i === sketch.counts.length ? 'others' : undefined}
              x={i * step}
              y={height - tall}
              width={step - gap}
              height={tall}
            />
          );
        })}
      </svg>
      <span class="soft" aria-hidden="true">
        <bdi>{ends(sketch)}</bdi>
      </span>
    </div>
  );
}

function ends(sketch: Sketch): string {
  switch (sketch.kind) {
    case 'nothing':
      return '';
    case 'histogram':
      return `${number(sketch.from, 4)} – ${number(sketch.to, 4)}`;
    case 'bars': {
      const { labels } = sketch;
      return labels.length <= 4 ? labels.join(', ') : `${labels[0]}, ${labels[1]} …`;
    }
  }
}

/** So many values are said one by one. */
const mostSaid = 6;

/** What the picture shows, in words. */
export function sketchWords(sketch: Sketch): string {
  const words = texts.data.sketch;
  switch (sketch.kind) {
    case 'nothing':
      return words.nothing;
    case 'histogram': {
      const { from, to, counts } = sketch;
      const most = counts.indexOf(Math.max(...counts));
      const near = from + ((most + 0.5) / counts.length) * (to - from);
      return words.histogram(number(from, 4), number(to, 4), number(near, 3));
    }
    case 'bars': {
      const said = sketch.labels
        .slice(0, mostSaid)
        .map((label, i) => words.bar(isolated(label), number(sketch.counts[i])));
      const rest = sketch.counts.slice(mostSaid).reduce((sum, count) => sum + count, sketch.others);
      return words.bars([...said, ...(rest > 0 ? [words.others(number(rest))] : [])].join(', '));
    }
  }
}
