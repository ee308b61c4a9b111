import type { Answer, Question } from './questions.ts';

/** Something found out by questions: several at once, none of which hangs on another's answer. */
export type Asking<T> = Generator<readonly Question[], T, readonly Answer[]>;

/** One question. */
export function* ask(question: Question): Asking<Answer> {
  const [answer] = yield [question];
  return answer;
}

/** Two things side by side. */
export function* both<A, B>(a: Asking<A>, b: Asking<B>): Asking<readonly [A, B]> {
  const [one, other] = yield* together<A | B>([a, b]);
  return [one as A, other as B];
}

/** Several things side by side: the questions that each has next are asked at once. */
export function* together<T>(all: readonly Asking<T>[]): Asking<T[]> {
  const steps = all.map((one) => one.next());
  for (;;) {
    const waiting = steps.flatMap((step) => (step.done ? [] : [step.value]));
    if (waiting.length === 0) return steps.map(({ value }) => value as T);
    const answers = yield waiting.flat();
    let at = 0;
    steps.forEach((step, i) => {
      if (step.done) return;
      const own = answers.slice(at, at + step.value.length);
      at += step.value.length;
      steps[i] = all[i].next(own);
    });
  }
}
