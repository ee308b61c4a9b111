import type { Cause, Check, CheckFinding, Tried, WorstQuantity } from '../run/check/types.ts';

/** How a user gets what was tried: as a script says it, if left out. */
export type HowTo = (tried: Tried) => string;

/**
 * A check as a statistician reads it: the verdict, what is wrong and where it shows most, why probably, and what helped.
 * `howTo` says how a remedy is had; `sample(model, ...)` with its options if left out.
 */
export function checkText(check: Check<string>, howTo: HowTo = inScript): string {
  const { trusted, text, findings, causes, tried, untried } = check;
  const behind = causes.filter(({ explains }) => explains.length > 0);
  const besides = causes.filter(({ explains }) => explains.length === 0);
  const lines = [
    ...(trusted ? [text] : ['Do not trust this fit as it is.']),
    ...section(trusted ? 'Remarks' : 'What is wrong', findings.flatMap(findingLines)),
    ...section('Why, probably', behind.flatMap(causeLines)),
    ...section('What was tried', [
      ...tried.flatMap((remedy) => triedLines(remedy, howTo)),
      ...(untried === null ? [] : [`  nothing: ${untried}`]),
    ]),
    ...section('Worth knowing', besides.flatMap(causeLines)),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function findingLines({ text, worst }: CheckFinding<string>): string[] {
  return [`  - ${text}`, ...worst.map((quantity) => `      ${worstText(quantity)}`)];
}

function causeLines({ text, advice }: Cause): string[] {
  return [`  - ${text}`, `      ${advice}`];
}

function triedLines(remedy: Tried, howTo: HowTo): string[] {
  const { what } = remedy;
  if (remedy.kind === 'notRun') return [`  - ${what}: not run, ${remedy.why}`, `      ${howTo(remedy)}`];
  const { seconds, trusted, text } = remedy;
  const verdict = trusted ? 'HELPED' : 'did not help';
  return [
    `  - ${what} (${seconds.toFixed(1)} s): ${verdict}. ${text}`,
    ...(trusted ? [`      ${howTo(remedy)}`] : []),
  ];
}

function inScript({ how }: Tried): string {
  return `${how.kind}(${how.kind === 'extend' ? 'fit' : 'model'}, ${JSON.stringify(how.options)})`;
}

function worstText({ name, rhat, essBulk, essTail }: WorstQuantity): string {
  return `${name}: R-hat ${numberText(rhat, 3)}, effective draws ${numberText(essBulk, 0)} (bulk) and ${numberText(essTail, 0)} (tail)`;
}

function numberText(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : Number.isNaN(value) ? 'unknown' : 'infinite';
}

/** A check as JSON: of the fits that were tried their verdicts, not their draws; NaN becomes null. */
export function checkJson({ tried, ...told }: Check<string>): string {
  const verdicts = tried.map((remedy) => {
    if (remedy.kind === 'notRun') return remedy;
    const { fit: _, ...rest } = remedy;
    return rest;
  });
  return `${JSON.stringify({ ...told, tried: verdicts }, null, 1)}\n`;
}
