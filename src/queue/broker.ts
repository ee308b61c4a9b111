/** Bytes by key, in a server or a folder that all machines reach. Rejects where it cannot be reached. */
export interface Shelf {
  /** Puts bytes there, replacing what was; they are gone by themselves `seconds` after they were last put or renewed. */
  put(key: string, bytes: Uint8Array, seconds: number): Promise<void>;
  get(key: string): Promise<Uint8Array | null>;
  /** Those of the keys that are there. */
  present(keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** What stands under keys that begin so. */
  list(prefix: string): Promise<ReadonlyMap<string, Uint8Array>>;
  drop(keys: readonly string[]): Promise<void>;
  /** Drops all under keys that begin so; how many those were. */
  sweep(prefix: string): Promise<number>;
}

export type JobState = 'waiting' | 'active' | 'failed' | 'done';

/** A job as the server has it. */
export interface JobRecord {
  readonly id: string;
  readonly kind: string;
  readonly payload: unknown;
  readonly state: JobState;
  /** Why it was given up; empty unless it failed. */
  readonly reason: string;
  /** Whether it was given up at the first try, since no other would help. */
  readonly hopeless: boolean;
  readonly progress: unknown;
}

/** The jobs of a server. */
export interface Jobs {
  /** Puts a job there, unless one with this id is there; it is tried so often. */
  add(id: string, kind: string, payload: unknown, tries: number): Promise<void>;
  find(id: string): Promise<JobRecord | null>;
  /** All in these states; those that are done are not kept. */
  list(states: readonly JobState[]): Promise<readonly JobRecord[]>;
  /** Takes a job away, unless a worker has it in hand. */
  remove(id: string): Promise<void>;
  /** Has a job that was given up tried anew. */
  retry(id: string): Promise<void>;
  /** Whether workers are to take no more jobs. */
  pause(isPaused: boolean): Promise<void>;
  isPaused(): Promise<boolean>;
}

/** A job that a worker has in hand. */
export interface JobInHand {
  readonly id: string;
  readonly kind: string;
  readonly payload: unknown;
  /** Tells how far it is; dropped where the server cannot be reached. */
  tell(progress: unknown): void;
}

/** Thrown by who works on a job that no other try would help. */
export class Hopeless extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Hopeless';
  }
}

export interface HandsOptions {
  /** Jobs at the same time. */
  readonly jobs: number;
  /** Seconds after which a worker that says nothing is taken for dead, and its jobs go to others. */
  readonly lease: number;
  /** How often a job may lose its worker and be taken up again. */
  readonly deaths: number;
  /** Hears of what goes wrong between the server and us. */
  readonly onError: (error: Error) => void;
}

/** Takes jobs until it is closed. */
export interface Hands {
  /** Waits for the jobs in hand. */
  close(): Promise<void>;
}

/** A server that keeps jobs and bytes. */
export interface Broker {
  /** For people. */
  readonly name: string;
  readonly shelf: Shelf;
  readonly jobs: Jobs;
  /** Takes jobs; `work` rejects where one fails. */
  hands(work: (job: JobInHand) => Promise<void>, options: HandsOptions): Promise<Hands>;
  close(): Promise<void>;
}

/** A row of the table of engines. */
export interface Engine {
  /** Rejects with an InputError where the server cannot be reached, does not let us in, or packages are missing. */
  open(url: string, name: string): Promise<Broker>;
  /** Whether an error says that the server is not there, for now. */
  isAway(error: unknown): boolean;
}
