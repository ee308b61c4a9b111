import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** A PostgreSQL of a test's own, in a folder that goes with it. */
export interface PostgresServer {
  readonly port: number;
  /** With the password, which holds what URLs must escape. */
  readonly address: string;
  /** By TLS, where there is a certificate. */
  readonly safeAddress: string;
  readonly password: string;
  /** Runs statements as the owner of everything. */
  run(sql: string): Promise<void>;
  /** Ends it without a word to anybody, and starts it again. */
  restart(): void;
  stop(): void;
}

/** Of a server, in files. */
export interface Certificate {
  readonly path: string;
  readonly keyPath: string;
}

const password = 'se:c@r/et';
const installed = '/usr/lib/postgresql';

/** Throws, loudly, where PostgreSQL is not installed: a test that is left out proves nothing. */
export async function startPostgres(certificate?: Certificate): Promise<PostgresServer> {
  const bin = binaries();
  const folder = mkdtempSync(join(tmpdir(), 'poolwise-postgres-'));
  const as = asOrdinaryUser(folder);
  const secret = join(folder, 'secret');
  writeFileSync(secret, password);
  chmodSync(secret, 0o644);
  as(
    join(bin, 'initdb'),
    '-D',
    join(folder, 'data'),
    '-A',
    'scram-sha-256',
    '-U',
    'poolwise',
    '--pwfile',
    secret,
  );
  const port = await freePort();
  const options = `-k ${folder} -p ${port} -c listen_addresses=127.0.0.1 -c fsync=off${safeOptions(certificate, folder, as)}`;
  const control = join(bin, 'pg_ctl');
  const data = join(folder, 'data');
  const start = (): void => as(control, '-D', data, '-o', options, '-w', '-l', join(data, 'log'), 'start');
  const end = (): void => as(control, '-D', data, '-m', 'immediate', '-w', 'stop');
  start();
  const addressOf = (host: string): string =>
    `postgres://poolwise:${encodeURIComponent(password)}@${host}:${port}/postgres`;
  const address = addressOf('127.0.0.1');
  return {
    ...{ port, address, password, safeAddress: `${addressOf('localhost')}?sslmode=verify-full` },
    async run(sql) {
      const client = new pg.Client({ connectionString: address });
      await client.connect();
      await client.query(sql);
      await client.end();
    },
    restart() {
      end();
      start();
    },
    stop() {
      end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL reads no key that others may read, so it gets one of its own. */
function safeOptions(
  certificate: Certificate | undefined,
  folder: string,
  as: (program: string, ...args: string[]) => void,
): string {
  if (certificate === undefined) return '';
  const key = join(folder, 'server.key');
  as('install', '-m', '600', certificate.keyPath, key);
  return ` -c ssl=on -c ssl_cert_file=${certificate.path} -c ssl_key_file=${key}`;
}

function binaries(): string {
  try {
    const [version] = readdirSync(installed).sort((a, b) => Number(b) - Number(a));
    return join(installed, version, 'bin');
  } catch {
    throw new Error(
      'PostgreSQL is not installed and these tests need one: apt-get install postgresql (.ci/run does)',
    );
  }
}

/** Runs a program as a user that PostgreSQL agrees to run as: itself, or postgres where that is root. */
function asOrdinaryUser(folder: string): (program: string, ...args: string[]) => void {
  const isRoot = userInfo().uid === 0;
  if (isRoot) execFileSync('chown', ['postgres', folder]);
  return (program, ...args) => {
    const [command, ...rest] = isRoot
      ? ['runuser', '-u', 'postgres', '--', program, ...args]
      : [program, ...args];
    execFileSync(command, rest, { stdio: 'ignore', cwd: folder });
  };
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const at = server.address();
      server.close(() => resolve(typeof at === 'object' && at !== null ? at.port : 0));
    });
  });
}
