import { useEffect, useReducer } from 'preact/hooks';
import { Notice } from '../../parts/Notice.tsx';
import { number, texts } from '../../texts/index.ts';
import { secondsText } from './amounts.ts';
import { Live } from './Live.tsx';
import type { Run, Runs } from './runs.ts';
import { timeLeft } from './timeLeft.ts';

const words = texts.fit.underWay;

/** Milliseconds that an ending may take before the thread can be ended outright, and that may pass without news. */
const [patience, silence] = [2000, 20_000];

/** A fit under way: how far, the draws as they come, and how to end it. */
export function UnderWay({ run, runs }: { readonly run: Run; readonly runs: Runs }) {
  const now = useClock();
  const { asked, task } = run;
  const share = shareDone(run);
  const phase = share === 1 ? 'judging' : run.phase;
  const left = timeLeft(run.chains, navigator.hardwareConcurrency);
  return (
    <section aria-labelledby="under-way">
      <h2 id="under-way">
        <bdi>{task.kind === 'fit' ? task.name : task.entry.name}</bdi>: {words.phases[phase]}
      </h2>
      <p class="row">
        <progress
          class="whole"
          max={1}
          value={phase === 'settingUp' ? undefined : share}
          aria-label={words.whole}
        />
        <span>{left === null || phase !== 'sampling' ? null : words.left(secondsText(left))}</span>
      </p>
      <p class="row">
        {task.kind === 'fit' ? (
          <button
            type="button"
            class="main"
            disabled={asked !== 'nothing' || phase !== 'sampling'}
            onClick={runs.stop}
          >
            {words.stop}
          </button>
        ) : null}
        <button type="button" disabled={asked === 'cancel'} onClick={runs.cancel}>
          {words.cancel}
        </button>
        <span class="soft">
          {asked === 'nothing' ? (task.kind === 'fit' ? words.stopHint : words.moreHint) : words.asked[asked]}
        </span>
      </p>
      {asked === 'cancel' && now - run.askedAt > patience ? <EndNow text={words.deaf} runs={runs} /> : null}
      {asked !== 'cancel' && now - run.heardAt > silence ? (
        <EndNow text={words.silent(secondsText((now - run.heardAt) / 1000))} runs={runs} />
      ) : null}
      <Chains run={run} />
      {run.series.longest() === 0 ? null : <Live run={run} />}
    </section>
  );
}

function EndNow({ text, runs }: { readonly text: string; readonly runs: Runs }) {
  return (
    <Notice tone="warning">
      <p>{text}</p>
      <button type="button" onClick={runs.endNow}>
        {words.endNow}
      </button>
    </Notice>
  );
}

/** The time, once a second. */
function useClock(): number {
  const [, again] = useReducer((count: number, _: null) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(() => again(null), 1000);
    return () => clearInterval(timer);
  }, []);
  return performance.now();
}

function shareDone({ chains }: Run): number {
  const shares = chains.map((chain) => (chain === null ? 0 : chain.done / chain.total));
  return shares.reduce((a, b) => a + b, 0) / chains.length;
}

function Chains({ run: { chains } }: { readonly run: Run }) {
  return (
    <div class="scroll">
      <table class="chains">
        <caption class="unseen">{words.chains}</caption>
        <thead>
          <tr>
            <th scope="col">{words.chain}</th>
            <th scope="col">{words.phase}</th>
            <th scope="col">{words.done}</th>
            <th scope="col" class="number">
              {words.divergences}
            </th>
            <th scope="col" class="number">
              {words.stepSize}
            </th>
          </tr>
        </thead>
        <tbody>
          {chains.map((chain, c) => (
            <tr key={c}>
              <th scope="row">
                <span class={`swatch series-${(c % 8) + 1}`} aria-hidden="true" /> {number(c + 1)}
              </th>
              <td>
                {chain === null
                  ? words.waiting
                  : chain.done === chain.total && chain.isTrial === undefined
                    ? words.ready
                    : words.chainPhases[chain.isTrial ? 'trial' : chain.phase]}
              </td>
              <td>
                <progress
                  max={1}
                  value={chain === null ? 0 : chain.done / chain.total}
                  aria-label={words.ofChain(number(c + 1))}
                />{' '}
                {chain === null ? null : words.of(number(chain.done), number(chain.total))}
              </td>
              <td
                class={
                  chain !== null && chain.divergences > 0 && chain.phase === 'sampling'
                    ? 'number bad'
                    : 'number'
                }
              >
                {chain === null ? '' : number(chain.divergences)}
              </td>
              <td class="number">{chain === null ? '' : number(chain.stepSize, 3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
