/** Program of a web worker. */
import { answer, type Message, type Request } from '../answer.ts';

interface Scope {
  onmessage: ((event: { readonly data: Request }) => void) | null;
  postMessage(message: Message): void;
}

const scope = globalThis as unknown as Scope;
scope.onmessage = ({ data }) => answer(data, (message) => scope.postMessage(message));
