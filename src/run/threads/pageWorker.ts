/** Program of a web worker. */
import { type Asked, answer, type Message } from '../answer.ts';

interface Scope {
  onmessage: ((event: { readonly data: Asked }) => void) | null;
  postMessage(message: Message): void;
}

const scope = globalThis as unknown as Scope;
scope.onmessage = ({ data }) => answer(data, (message) => scope.postMessage(message));
