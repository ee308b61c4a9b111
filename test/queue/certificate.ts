import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Certificate } from '../sql/postgresServer.ts';

/** A certificate of localhost that nobody else has signed, made by openssl in a folder. */
export function selfSigned(folder: string): Certificate {
  const [path, keyPath] = [join(folder, 'server.crt'), join(folder, 'server.key')];
  execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
      ...['-keyout', keyPath, '-out', path],
    ],
    { stdio: 'ignore' },
  );
  return { path, keyPath };
}
