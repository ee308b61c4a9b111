import { InputError } from '../engine/errors.ts';
import { didYouMean } from '../engine/nearest.ts';

/** The engines that keep queues. */
export type EngineName = 'redis' | 'postgres';

/** Where a queue is kept. */
export interface Address {
  readonly engine: EngineName;
  /** With whatever password it has: never printed. */
  readonly url: string;
  /** The same for people, without user and password. */
  readonly name: string;
}

const engines: Readonly<Record<string, EngineName>> = {
  'redis:': 'redis',
  'rediss:': 'redis',
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
};
const schemes = ['redis', 'rediss', 'postgres', 'postgresql'];

/** Variables of the environment that a queue's address may come from, wholly or but for its password. */
export const addressVariable = 'POOLWISE_QUEUE';
export const passwordVariable = 'POOLWISE_QUEUE_PASSWORD';

/**
 * Reads `redis://host:6379`, `rediss://` (TLS) or `postgres://host/database`; without a text, the variable POOLWISE_QUEUE. A password
 * that the address lacks is that of POOLWISE_QUEUE_PASSWORD. Throws InputError for anything else, without repeating passwords.
 */
export function readAddress(
  text: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Address {
  const given = text ?? environment[addressVariable] ?? '';
  if (given === '')
    throw new InputError(
      `queue: where is it? expected --queue redis://host:6379 or postgres://host/database, or the variable ${addressVariable}`,
    );
  const url = parsed(given);
  const engine = engines[url.protocol];
  if (engine === undefined) {
    const scheme = url.protocol.slice(0, -1);
    throw new InputError(
      `queue: no engine "${scheme}" (have: ${schemes.join(', ')})${didYouMean(scheme, schemes)}`,
    );
  }
  const password = environment[passwordVariable] ?? '';
  if (url.password === '' && password !== '') url.password = encodeURIComponent(password);
  return { engine, url: url.href, name: nameOf(url) };
}

function parsed(given: string): URL {
  try {
    return new URL(given);
  } catch {
    // the text may hold a password, so it is not repeated
    throw new InputError(
      'queue: the address is no URL; expected one such as redis://host:6379 or postgres://host:5432/database',
    );
  }
}

function nameOf({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}
