import type { GenericSchema } from 'valibot';

/**
 * A kind of job. All that comes from the queue is plain data and goes through a schema before anything is done with it.
 * What is found depends on what is given alone, so that a job can be done again, by anybody.
 */
export interface JobKind<Given, Subject, Ask, Extra, Found> {
  /** The large part of what is given, the same for many jobs. */
  readonly given: GenericSchema<unknown, Given>;
  /** What is worked on, made of it once. Throws InputError for what cannot be declared. */
  readonly prepare: (given: Given) => Subject;
  /** The small part, a job's own. */
  readonly ask: GenericSchema<unknown, Ask>;
  /** What is too large for the job and its own; null where it has none. */
  readonly extra: GenericSchema<unknown, Extra | null>;
  readonly found: GenericSchema<unknown, Found>;
  /** Throws InputError for what no other try would help. */
  readonly work: (
    subject: Subject,
    ask: Ask,
    extra: Extra | null,
    tell: (progress: unknown) => void,
  ) => Promise<Found>;
}
