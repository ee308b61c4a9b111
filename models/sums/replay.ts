import type { GlmmOptions, Model } from '../glmm.ts';
import { sumModel } from './model.ts';
import type { Answer, AnsweredQuestions, Question } from './questions.ts';

/** The model that these answers made. Throws RangeError where there are too few of them. */
export function modelOfAnswers(formula: string, options: GlmmOptions, summed: AnsweredQuestions): Model {
  const { source, answers } = summed;
  const asking = sumModel(formula, options, source);
  let step = asking.next();
  for (let at = 0; !step.done; ) {
    const own = answers.slice(at, at + step.value.length);
    if (own.length < step.value.length) throw new RangeError('sums: an answer is missing');
    at += own.length;
    step = asking.next(own);
  }
  return { ...step.value, summed };
}

/** Asks round by round; the model keeps the answers, of which it can be made again. */
export async function modelBySums(
  formula: string,
  options: GlmmOptions,
  source: AnsweredQuestions['source'],
  answer: (questions: readonly Question[]) => Promise<readonly Answer[]>,
): Promise<Model> {
  const answers: Answer[] = [];
  const asking = sumModel(formula, options, source);
  let step = asking.next();
  while (!step.done) {
    const own = await answer(step.value);
    answers.push(...own);
    step = asking.next(own);
  }
  return { ...step.value, summed: { source, answers } };
}
