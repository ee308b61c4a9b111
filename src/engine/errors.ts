import { byOptions, saidBy, type Worded } from './advice.ts';

/**
 * A caller's mistake: one clear message (where, what was wanted, what came, what to try), lower case, no full stop.
 * The command line prints the message alone and exits with 1. `details` carries full-precision values for programs.
 * `worded` is the message with its advice as data, for whoever says it in other words than the command's options.
 */
export class InputError extends Error {
  readonly details: Readonly<Record<string, unknown>>;
  readonly worded: Worded;

  constructor(message: string | Worded, details: Readonly<Record<string, unknown>> = {}) {
    const worded = typeof message === 'string' ? [message] : message;
    super(saidBy(byOptions, worded));
    this.name = 'InputError';
    this.details = details;
    this.worded = worded;
  }
}
