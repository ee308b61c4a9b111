import type { EngineName } from './address.ts';
import type { Engine } from './broker.ts';
import { postgres } from './brokers/postgres.ts';
import { redis } from './brokers/redis.ts';

/** What can keep a queue. */
export const engines: Readonly<Record<EngineName, Engine>> = { redis, postgres };
