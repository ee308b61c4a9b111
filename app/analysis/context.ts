/** What an operation is handed beside its input. */
export interface Context<Progress = never> {
  /** Aborted when the page has lost interest in the answer. */
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
}
