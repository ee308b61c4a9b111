/** An id that nothing else has. `crypto.randomUUID` wants a secure page, which one served over a local network is not. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
