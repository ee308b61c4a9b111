import { encodeModule, type ModuleSource, mostPages } from './encoder.ts';
import { interpretModule } from './interpret.ts';

/** The part of the WebAssembly interface that is used here (the types come with no library we compile against). */
export interface WasmMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  /** Adds pages of 64 KiB. */
  grow(pages: number): number;
}

interface WasmModule {
  readonly [Symbol.toStringTag]?: string;
}

interface Platform {
  readonly Memory: new (limits: { initial: number; maximum?: number; shared?: boolean }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => WasmModule;
  readonly Instance: new (
    module: WasmModule,
    imports: { env: Record<string, unknown> },
  ) => { readonly exports: Record<string, unknown> };
}

const emptyModule: ModuleSource = { memory: null, imports: [], functions: [] };

/** WebAssembly, or null where there is none (`node --jitless`) or where the page's policy forbids it. */
const platform = findPlatform();

function findPlatform(): Platform | null {
  const { WebAssembly } = globalThis as unknown as { WebAssembly?: Platform };
  try {
    if (WebAssembly !== undefined) new WebAssembly.Module(encodeModule(emptyModule));
    return WebAssembly ?? null;
  } catch {
    return null;
  }
}

export const pageBytes = 65536;

/** False where kernels are interpreted. */
export const hasWebAssembly = platform !== null;

/** True where threads can share a memory: Node, and browsers on cross-origin isolated pages; never without WebAssembly. */
export const canShare = typeof SharedArrayBuffer !== 'undefined' && platform !== null;

/** A memory of at least `bytes`, zeros. Pages that nobody touches cost nothing. A shared one can be posted, and grown. */
export function newMemory(bytes: number, shared: boolean): WasmMemory {
  const initial = Math.max(1, Math.ceil(bytes / pageBytes));
  if (initial > mostPages)
    throw new RangeError(
      `wasm: a kernel's rows may take 4 GiB at most, got ${(bytes / 2 ** 30).toFixed(1)} GiB`,
    );
  if (platform === null) return plainMemory(initial);
  return new platform.Memory(shared ? { initial, maximum: mostPages, shared } : { initial });
}

/** Bytes of no module, for kernels that are interpreted; their rows are never shared. */
function plainMemory(pages: number): WasmMemory {
  const grow = (): never => {
    throw new RangeError('wasm: a private memory does not grow');
  };
  return { buffer: new ArrayBuffer(pages * pageBytes), grow };
}

const modules = new Map<string, WasmModule>();
/** Most modules a thread keeps; the oldest goes first. */
const mostModules = 200;

/** Equal sources share one compiled module, so that a second chain starts with code that is already optimised. */
export function moduleOf(source: ModuleSource): WasmModule {
  if (platform === null) throw new RangeError('wasm: there is no WebAssembly here');
  const bytes = encodeModule(source);
  const key = new TextDecoder('latin1').decode(bytes);
  const known = modules.get(key);
  if (known !== undefined) return known;
  const module = new platform.Module(bytes);
  modules.set(key, module);
  if (modules.size > mostModules) modules.delete(modules.keys().next().value as string);
  return module;
}

/** Compiles and links a module, or interprets it; `functions` are its imports by name. */
export function instantiate<Exports>(
  source: ModuleSource,
  memory: WasmMemory | null,
  functions: Readonly<Record<string, (x: number) => number>>,
): Exports {
  if (platform === null) {
    const words = memory === null ? new Int32Array(0) : new Int32Array(memory.buffer);
    return interpretModule(source, words, functions) as Exports;
  }
  const env = { ...functions, ...(memory === null ? {} : { memory }) };
  return new platform.Instance(moduleOf(source), { env }).exports as Exports;
}

/** Links a module to memory that another thread has put its bytes into. */
export function instantiateCode<Exports>(
  code: Uint8Array<ArrayBuffer>,
  memory: WasmMemory,
  functions: Readonly<Record<string, (x: number) => number>>,
): Exports {
  if (platform === null) throw new RangeError('wasm: there is no WebAssembly here');
  return new platform.Instance(new platform.Module(code), { env: { ...functions, memory } })
    .exports as Exports;
}
