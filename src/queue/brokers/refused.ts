import { InputError } from '../../engine/errors.ts';
import { passwordVariable } from '../address.ts';

/** A server that cannot be reached, or whose certificate is not trusted, by its name without a password. */
export function unreachable(name: string, error: unknown): InputError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  // of OpenSSL: SELF_SIGNED_CERT_IN_CHAIN, UNABLE_TO_VERIFY_LEAF_SIGNATURE, CERT_HAS_EXPIRED; of Node: ERR_TLS_CERT_ALTNAME_INVALID
  if (/CERT|SIGNATURE/.test(code))
    return new InputError(
      `queue: the certificate of ${name} is not trusted (${code}); a private authority's certificate goes into a file that NODE_EXTRA_CA_CERTS names`,
    );
  return new InputError(
    `queue: cannot reach ${name} (${code}); is the server running, and is the address right?`,
  );
}

/** One that knows another user or password. */
export function notLetIn(name: string, why: string): InputError {
  return new InputError(
    `queue: ${name} does not let us in (${why.split('\n')[0]}); give user and password in the address, or the password as ${passwordVariable}`,
  );
}
