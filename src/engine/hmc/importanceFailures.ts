/** Share of proposals at which a log density may fail: what it is there nobody knows, they count as weight 0. */
const mostFailures = 0.01;

/** Whether a log density, or a log ratio to one, says nothing: NaN and +Infinity. -Infinity is "outside the support". */
export function isFailure(lp: number): boolean {
  return !(lp < Number.POSITIVE_INFINITY);
}

/** Whether so many failures leave k-hat, which knows only of the other proposals, without a say. */
export function failsTooOften(failures: number, proposals: number): boolean {
  return failures > mostFailures * proposals;
}
