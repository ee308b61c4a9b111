import { useEffect, useRef, useState } from 'preact/hooks';
import { useWidth } from '../../parts/Picture.tsx';
import { number, texts } from '../../texts/index.ts';
import { drawRanks, drawTrace, type Paper } from './draw.ts';
import type { Run } from './runs.ts';
import { momentsOf } from './series.ts';

const words = texts.fit.live;

/** Quantities shown at first, and at most. */
const [shownFirst, most] = [3, 8];

/** Traces and ranks of a few quantities while the draws come, and the same in numbers. */
export function Live({ run }: { readonly run: Run }) {
  const [chosen, setChosen] = useState<readonly string[]>(() => run.quantities.slice(0, shownFirst));
  const shown = chosen.filter((name) => run.quantities.includes(name));
  const toggle = (name: string): void =>
    setChosen(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name].slice(-most));
  return (
    <section aria-labelledby="live">
      <h2 id="live">{words.heading}</h2>
      <details>
        <summary>{words.choose}</summary>
        <fieldset class="row watched">
          <legend class="unseen">{words.choose}</legend>
          {run.quantities.map((name) => (
            <label key={name}>
              <input type="checkbox" checked={shown.includes(name)} onChange={() => toggle(name)} />{' '}
              <bdi>{name}</bdi>
            </label>
          ))}
        </fieldset>
      </details>
      {shown.map((name) => (
        <Watched key={name} run={run} name={name} />
      ))}
      <details>
        <summary>{words.numbers}</summary>
        <div class="scroll">
          <Numbers run={run} shown={shown} />
        </div>
      </details>
    </section>
  );
}

function Watched({ run, name }: { readonly run: Run; readonly name: string }) {
  const [place, width] = useWidth<HTMLDivElement>(1);
  const chains = run.series.of(run.quantities.indexOf(name));
  const label = words.trace(name, run.series.longest());
  return (
    <div class="watched-one" ref={place}>
      <h3>
        <bdi>{name}</bdi>
      </h3>
      <div class="row pictures">
        <Canvas
          label={label}
          width={Math.floor(width < 560 ? width : width * 0.66) - 8}
          height={110}
          draw={(paper) => drawTrace(paper, chains, run.draws)}
        />
        <Canvas
          label={words.ranks(name)}
          width={Math.floor(width < 560 ? width : width * 0.33) - 8}
          height={110}
          draw={(paper) => drawRanks(paper, chains)}
        />
      </div>
    </div>
  );
}

interface CanvasProps {
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly draw: (paper: Paper) => void;
}

/** Drawn anew in the next frame whenever it is rendered, sharp on every screen. */
function Canvas({ label, width, height, draw }: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const [element, pen] = [canvas.current, canvas.current?.getContext('2d')];
      if (element === null || pen === null || pen === undefined || width <= 0) return;
      const scale = devicePixelRatio;
      [element.width, element.height] = [Math.round(width * scale), Math.round(height * scale)];
      pen.setTransform(scale, 0, 0, scale, 0, 0);
      const style = getComputedStyle(element);
      draw({ pen, width, height, colour: (name) => style.getPropertyValue(name) });
    });
    return () => cancelAnimationFrame(frame);
  });
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={label}
      style={{ width: `${Math.max(0, width)}px`, height: `${height}px` }}
    />
  );
}

function Numbers({ run, shown }: { readonly run: Run; readonly shown: readonly string[] }) {
  return (
    <table>
      <caption class="unseen">{words.numbers}</caption>
      <thead>
        <tr>
          <th scope="col">{words.quantity}</th>
          {run.chains.map((_, c) => (
            <th key={c} scope="col" class="number">
              {words.chain(number(c + 1))}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.map((name) => (
          <tr key={name}>
            <th scope="row">
              <bdi>{name}</bdi>
            </th>
            {run.series.of(run.quantities.indexOf(name)).map((values, c) => (
              <td key={c} class="number">
                {values.length < 2 ? '' : meanText(values)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function meanText(values: Float64Array): string {
  const { mean, sd } = momentsOf(values);
  return words.meanAndSd(number(mean, 3), number(sd, 2));
}
