import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Certificate, freePort } from '../sql/postgresServer.ts';

/** A Redis of a test's own that writes what it is told to its disk, in a folder that goes with it. */
export interface RedisServer {
  readonly address: string;
  /** By TLS, where there is a certificate. */
  readonly safeAddress: string;
  readonly password: string;
  /** Kills it, and starts it again. */
  restart(): Promise<void>;
  stop(): void;
}

const password = 'se:c@r/et';

/** Throws, loudly, where Redis is not installed: a test that is left out proves nothing. */
export async function startRedis(certificate?: Certificate): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'poolwise-redis-'));
  const [port, safePort] = [await freePort(), await freePort()];
  const safe =
    certificate === undefined
      ? []
      : [
          ...[
            '--tls-port',
            `${safePort}`,
            '--tls-auth-clients',
            'no',
            '--tls-ca-cert-file',
            certificate.path,
          ],
          ...['--tls-cert-file', certificate.path, '--tls-key-file', certificate.keyPath],
        ];
  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--requirepass', password];
    const kept = ['--appendonly', 'yes', '--save', ''];
    server = spawn('redis-server', [...options, ...kept, ...safe], { stdio: 'ignore' });
    await new Promise<void>((resolve, reject) => {
      server?.once('error', () =>
        reject(
          new Error(
            'Redis is not installed and these tests need one: apt-get install redis-server (.ci/run does)',
          ),
        ),
      );
      listens(port).then(resolve, reject);
    });
  };
  const kill = async (): Promise<void> => {
    const ended = new Promise((resolve) => server?.once('exit', resolve));
    server?.kill('SIGKILL');
    await ended;
  };
  await start();
  const user = `:${encodeURIComponent(password)}`;
  return {
    ...{ address: `redis://${user}@127.0.0.1:${port}`, password },
    safeAddress: `rediss://${user}@localhost:${safePort}`,
    async restart() {
      await kill();
      await start();
    },
    stop() {
      server?.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function listens(port: number): Promise<void> {
  for (let tries = 0; ; tries++) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('close', () => resolve(false));
      setTimeout(() => socket.destroy(), 500);
    });
    if (isThere) return;
    if (tries > 200) throw new Error(`Redis does not listen on port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
