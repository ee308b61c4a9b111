/** Why a model's rows cannot be summed in a database: not a mistake, but a reason to read them. */
export class NotSummed extends Error {
  /** Whether somebody who wrote the model would have expected sums. */
  readonly isNews: boolean;

  constructor(why: string, isNews = true) {
    super(why);
    this.name = 'NotSummed';
    this.isNews = isNews;
  }
}
