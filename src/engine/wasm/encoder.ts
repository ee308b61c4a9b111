/**
 * The binary format of WebAssembly, as far as the kernels need it: one memory, imported and exported functions, bodies.
 * Source: WebAssembly Core Specification 2.0, chapter 5.
 */

/** Bytes as they were put together; `flatten` lays them out. */
export type Code = readonly (number | Code)[] | Uint8Array;

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

export interface FunctionType {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

export interface ImportedFunction {
  readonly name: string;
  readonly type: FunctionType;
}

export interface DefinedFunction {
  /** The name it is exported under, or null for one that only others call. */
  readonly name: string | null;
  readonly type: FunctionType;
  /** Types of the locals after the parameters. */
  readonly locals: readonly ValueType[];
  readonly body: Code;
}

/** Everything is imported from the module name "env", the memory as "memory". Imports are numbered first. */
export interface ModuleSource {
  readonly memory: { readonly shared: boolean } | null;
  readonly imports: readonly ImportedFunction[];
  readonly functions: readonly DefinedFunction[];
}

/** Pages of 64 KiB that a 32-bit memory can have. */
export const mostPages = 65536;

const valueTypes: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

/** LEB128, unsigned, for whole numbers below 2^53. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return bytes;
}

/** LEB128, signed, for 32-bit integers. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  while (rest < -0x40 || rest >= 0x40) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  bytes.push(rest & 0x7f);
  return bytes;
}

const scratch = new DataView(new ArrayBuffer(8));

/** The bytes of a number, lowest first. */
export function floatBytes(value: number, size: 4 | 8): Uint8Array {
  if (size === 4) scratch.setFloat32(0, value, true);
  else scratch.setFloat64(0, value, true);
  return new Uint8Array(scratch.buffer.slice(0, size));
}

export function flatten(code: Code): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(lengthOf(code));
  let at = 0;
  const walk = (part: Code): void => {
    if (part instanceof Uint8Array) {
      bytes.set(part, at);
      at += part.length;
      return;
    }
    for (const item of part) {
      if (typeof item === 'number') bytes[at++] = item;
      else walk(item);
    }
  };
  walk(code);
  return bytes;
}

function lengthOf(code: Code): number {
  if (code instanceof Uint8Array) return code.length;
  let length = 0;
  for (const item of code) length += typeof item === 'number' ? 1 : lengthOf(item);
  return length;
}

function sized(code: Code): Code {
  const bytes = flatten(code);
  return [unsigned(bytes.length), bytes];
}

function list(items: readonly Code[]): Code {
  return [unsigned(items.length), items];
}

function text(value: string): Code {
  const bytes = new TextEncoder().encode(value);
  return [unsigned(bytes.length), bytes];
}

function section(id: number, items: readonly Code[]): Code {
  return items.length === 0 ? [] : [id, sized(list(items))];
}

function functionType({ parameters, results }: FunctionType): Code {
  const types = (names: readonly ValueType[]): Code => list(names.map((name) => [valueTypes[name]]));
  return [0x60, types(parameters), types(results)];
}

function functionBody({ locals, body }: DefinedFunction): Code {
  const runs: { type: ValueType; count: number }[] = [];
  for (const type of locals) {
    const last = runs.at(-1);
    if (last?.type === type) last.count++;
    else runs.push({ type, count: 1 });
  }
  const declared = list(runs.map(({ type, count }) => [unsigned(count), valueTypes[type]]));
  return sized([declared, body, 0x0b]);
}

/** Lays a module out as bytes. */
export function encodeModule({ memory, imports, functions }: ModuleSource): Uint8Array<ArrayBuffer> {
  const keys: string[] = [];
  const types: FunctionType[] = [];
  const typeIndex = (type: FunctionType): number => {
    const key = `${type.parameters}>${type.results}`;
    if (!keys.includes(key)) {
      keys.push(key);
      types.push(type);
    }
    return keys.indexOf(key);
  };
  const limits = memory?.shared === true ? [3, unsigned(1), unsigned(mostPages)] : [0, unsigned(1)];
  const imported: Code[] = memory === null ? [] : [[text('env'), text('memory'), 2, limits]];
  for (const { name, type } of imports)
    imported.push([text('env'), text(name), 0, unsigned(typeIndex(type))]);
  const declared = functions.map(({ type }) => unsigned(typeIndex(type)));
  const exported = functions.flatMap(({ name }, i) =>
    name === null ? [] : [[text(name), 0, unsigned(imports.length + i)]],
  );
  const sections = [
    section(1, types.map(functionType)),
    section(2, imported),
    section(3, declared),
    section(7, exported),
    section(10, functions.map(functionBody)),
  ];
  return flatten([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, sections]);
}
