import type { Code, DefinedFunction, FunctionType, ValueType } from './encoder.ts';
import { localGet, localSet } from './instructions.ts';

/** A local that changes. */
export interface Variable {
  readonly get: Code;
  set(value: Code): void;
}

/** Writes the body of one function, statement after statement. */
export interface Writer {
  parameter(index: number): Code;
  variable(type: ValueType, initial?: Code): Variable;
  /** Evaluates `value` here, once, and returns code that reads it. */
  keep(value: Code, type?: ValueType): Code;
  emit(code: Code): void;
  /** Runs `body` again for as long as the condition it returns holds; at least once. */
  repeat(body: () => Code): void;
  /** Runs `body` for as long as the condition holds, looked at first. */
  whilst(condition: Code, body: () => void): void;
  when(condition: Code, then: () => void, otherwise?: () => void): void;
  finish(name: string | null): DefinedFunction;
}

const voidBlock = 0x40;
const opcodes = { loop: 0x03, if: 0x04, else: 0x05, end: 0x0b, branchIf: 0x0d };

export function functionWriter(type: FunctionType): Writer {
  const locals: ValueType[] = [];
  const body: Code[] = [];
  const emit = (code: Code): void => {
    body.push(code);
  };
  const newLocal = (localType: ValueType): number => type.parameters.length + locals.push(localType) - 1;
  const repeat = (once: () => Code): void => {
    emit([opcodes.loop, voidBlock]);
    emit([once(), opcodes.branchIf, 0, opcodes.end]);
  };
  const when: Writer['when'] = (condition, then, otherwise) => {
    emit([condition, opcodes.if, voidBlock]);
    then();
    if (otherwise !== undefined) {
      emit([opcodes.else]);
      otherwise();
    }
    emit([opcodes.end]);
  };
  return {
    parameter: localGet,
    variable(localType, initial) {
      const index = newLocal(localType);
      if (initial !== undefined) emit(localSet(index, initial));
      return { get: localGet(index), set: (value) => emit(localSet(index, value)) };
    },
    keep(value, localType = 'v128') {
      const index = newLocal(localType);
      emit(localSet(index, value));
      return localGet(index);
    },
    emit,
    repeat,
    whilst(condition, once) {
      when(condition, () => {
        repeat(() => {
          once();
          return condition;
        });
      });
    },
    when,
    finish: (name) => ({ name, type, locals, body }),
  };
}
