import { createRequire } from 'node:module';
import { InputError } from '../../engine/errors.ts';
import type { SqlConnection } from './connection.ts';
import { type Dialect, dialectOf } from './dialect.ts';

/** How an engine is opened: a row each. */
interface Driver {
  /** What stands before the first colon of an address. */
  readonly schemes: readonly string[];
  readonly dialect: string;
  readonly package: string;
  /** What an address looks like, for messages. */
  readonly example: string;
  open(address: string, dialect: Dialect): Promise<SqlConnection>;
}

const drivers: readonly Driver[] = [
  {
    schemes: ['duckdb'],
    dialect: 'duckdb',
    package: '@duckdb/node-api',
    example: 'duckdb:registry.duckdb',
    async open(address, dialect) {
      const { openDuckdb } = await import('./duckdb.ts');
      return openDuckdb(address.slice('duckdb:'.length), address.split('?')[0], dialect);
    },
  },
  {
    schemes: ['postgres', 'postgresql'],
    dialect: 'postgres',
    package: 'pg',
    example: 'postgres://user@host/database',
    async open(address, dialect) {
      const url = urlOf(address);
      const { openPostgres } = await import('./postgres.ts');
      return openPostgres(url, shownUrl(url), dialect);
    },
  },
];

/** Opens the database of an address. Throws InputError for one that is none, a package that is missing, a server that does not answer. */
export async function openSql(address: string): Promise<SqlConnection> {
  const scheme = address.slice(0, Math.max(0, address.indexOf(':')));
  const driver = drivers.find(({ schemes }) => schemes.includes(scheme));
  if (driver === undefined)
    throw new InputError(
      `sql: wanted an address such as ${drivers.map(({ example }) => example).join(' or ')}, got ${scheme === '' ? 'none with a colon' : `"${scheme}:..."`}`,
    );
  demandPackage(driver);
  return driver.open(address, dialectOf(driver.dialect) as Dialect);
}

/** Throws InputError where a client's package is not installed. */
export function demandPackage({ package: name, dialect }: Pick<Driver, 'package' | 'dialect'>): void {
  try {
    createRequire(import.meta.url).resolve(name);
  } catch {
    throw new InputError(`sql: ${dialect} takes a package that is not installed; run npm install ${name}`);
  }
}

function urlOf(address: string): URL {
  try {
    return new URL(address);
  } catch {
    throw new InputError(
      'sql: the address is no URL; one looks like postgres://user@host:5432/database, with the password in PGPASSWORD',
    );
  }
}

/** An address without what may be secret: a password, and everything after "?". */
function shownUrl({ protocol, username, host, pathname }: URL): string {
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`;
}
