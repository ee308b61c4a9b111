import { InputError } from '../../engine/errors.ts';

/** What is computed, or the sentence that says why it cannot be had of this model. Other faults are passed on. */
export function orReason<T>(compute: () => T): T | string {
  try {
    return compute();
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}
