import type { Context } from './context.ts';
import type { AnyModule, Operations } from './operations/index.ts';

/** What the page posts to the analysis worker. */
export type ToWorker =
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly room: keyof Operations;
      readonly name: string;
      readonly input: unknown;
    }
  | { readonly kind: 'abort'; readonly id: number };

/** What it hears: progress, then one last message. */
export type FromWorker =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly kind: 'done'; readonly id: number; readonly output: unknown }
  /** The user's own mistake, in one clear message. */
  | { readonly kind: 'refused'; readonly id: number; readonly message: string; readonly details: unknown }
  | { readonly kind: 'aborted'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

export type RoomName = keyof Operations;
export type OperationName<Room extends RoomName> = keyof Operations[Room] & string;

type Operation<Room extends RoomName, Name extends OperationName<Room>> = Operations[Room][Name] extends (
  input: infer Input,
  context: Context<infer Progress>,
) => infer Output
  ? { input: Input; progress: Progress; output: Awaited<Output> }
  : never;

export type Input<Room extends RoomName, Name extends OperationName<Room>> = Operation<Room, Name>['input'];
export type Output<Room extends RoomName, Name extends OperationName<Room>> = Operation<Room, Name>['output'];
export type ProgressOf<Room extends RoomName, Name extends OperationName<Room>> = Operation<
  Room,
  Name
>['progress'];

/** Finds an operation by its name; the name comes from a message, so it must be one of the module's own. */
export function operationOf(
  module: AnyModule,
  name: string,
): (input: unknown, context: Context<unknown>) => unknown {
  const found: unknown = Object.hasOwn(module, name) ? Reflect.get(module, name) : undefined;
  if (typeof found !== 'function') throw new TypeError(`no operation ${name}`);
  return found as (input: unknown, context: Context<unknown>) => unknown;
}
