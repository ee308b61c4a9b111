import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { findFile } from '../data/findFile.ts';
import { InputError } from '../engine/errors.ts';
import { type AppServer, serveApp } from './appServer.ts';
import { interruptedAfter, interruption } from './interrupt.ts';

/** As the command line has them. */
export interface AppFlags {
  readonly port?: number;
  readonly open?: boolean;
}

/** Where the build puts the page, beside the command. */
const folder = fileURLToPath(new URL('../../app/', import.meta.url));

/** Serves the workbench until Ctrl-C, which ends it as it ends any command. */
export async function runApp(data: string | undefined, { port, open = false }: AppFlags): Promise<void> {
  if (port !== undefined && port > 65535)
    throw new InputError(`--port: expected a port from 0 to 65535, got ${port}`);
  if (data !== undefined) await findFile(data);
  const server = await serveApp({
    folder,
    ...(data === undefined ? {} : { data }),
    ...(port === undefined ? {} : { port }),
  });
  process.stdout.write(`The workbench is at ${server.address}\nCtrl-C ends it.\n`);
  if (open) openInBrowser(server);
  if (!interruption.aborted) await once(interruption, 'abort');
  await server.close();
  throw interruptedAfter('the workbench is closed');
}

/** Has the system open the address; where it cannot, the user has it on the terminal. */
function openInBrowser({ address }: AppServer): void {
  const [program, ...args] = opener(process.platform);
  const started = spawn(program, [...args, address], { stdio: 'ignore', detached: true });
  started.on('error', () => process.stderr.write(`app: no ${program} here; open the address yourself\n`));
  started.unref();
}

function opener(platform: NodeJS.Platform): readonly [string, ...string[]] {
  switch (platform) {
    case 'darwin':
      return ['open'];
    case 'win32':
      return ['explorer'];
    default:
      return ['xdg-open'];
  }
}
