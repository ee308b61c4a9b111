/**
 * A caller's mistake: one clear message (where, what was wanted, what came, what to try), lower case, no full stop.
 * The command line prints the message alone and exits with 1. `details` carries full-precision values for programs.
 */
export class InputError extends Error {
  readonly details: Readonly<Record<string, unknown>>;

  constructor(message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'InputError';
    this.details = details;
  }
}
