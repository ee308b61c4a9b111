import { Command } from 'commander';
import { InputError } from '../errors.ts';

/** placeholder until the simulator lands */
export function simulateCommand(): Command {
  return new Command('simulate').action(() => {
    throw new InputError('simulate: not built yet');
  });
}
