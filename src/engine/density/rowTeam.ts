import { encodeModule, type ModuleSource } from '../wasm/encoder.ts';
import { scalarFunctions } from '../wasm/lowerExpression.ts';
import { instantiateCode, type WasmMemory } from '../wasm/platform.ts';
import { takeBytes } from './rowMemory.ts';

/**
 * Threads that share the passes over the rows of one chain. The chain's own thread leads: it says what pass is due, and takes part;
 * helpers take segments as they find them. All that they tell each other stands in the rows' shared memory.
 *
 * A desk is one leader's words there. Its ticket is the number of the pass and of the next segment in one word, so that taking a
 * segment is one compare-and-exchange, which fails for whoever has looked at an earlier pass.
 */
const ticketWord = 0;
const kernelWord = 1;
const doneWord = 2;
const kernelCountWord = 3;
const kernelsFrom = 8;
/** A kernel's words: where its code stands, its length, where the addresses of its areas stand, and their number. */
const wordsPerKernel = 4;
/** Kernels a chain may have; passes of further ones are not shared. */
const mostKernels = 16;
const deskBytes = 4 * (kernelsFrom + mostKernels * wordsPerKernel);

const segmentBits = 8;
/** The segment of a ticket when no pass is due; there are never so many. */
const noSegment = (1 << segmentBits) - 1;

/** Where the desks of a crew stand in the rows' memory. Plain data, to be posted to every thread. */
export interface TeamPlace {
  readonly memory: WasmMemory;
  readonly desks: readonly number[];
  /** A word that changes whenever there is something to do; the next one is 1 when everything is over. */
  readonly bell: number;
}

/** Room for the desks of so many chains in the memory of their rows. */
export function setUpTeam(memory: WasmMemory, chains: number): TeamPlace {
  const bell = takeBytes(memory, 64);
  const desks = Array.from({ length: chains }, () => takeBytes(memory, deskBytes));
  const words = new Int32Array(memory.buffer);
  for (const desk of desks) words[desk / 4 + ticketWord] = noSegment;
  return { memory, desks, bell };
}

/** Lets helpers go. */
export function closeTeam({ memory, bell }: TeamPlace): void {
  const words = new Int32Array(memory.buffer);
  Atomics.store(words, bell / 4 + 1, 1);
  ring(words, bell);
}

function ring(words: Int32Array, bell: number): void {
  Atomics.add(words, bell / 4, 1);
  Atomics.notify(words, bell / 4);
}

type Announce = (source: ModuleSource, areas: readonly number[]) => SegmentRunner | null;

const leaders = new WeakMap<WasmMemory, Announce>();

/** From now on kernels over these rows share their passes at a desk, which is this thread's alone. */
export function leadAt(place: TeamPlace, desk: number): void {
  leaders.set(place.memory, leader(place, place.desks[desk] / 4));
}

/** Runs all segments of a pass: alone, or with whoever helps. */
export type SegmentRunner = (runSegment: (segment: number) => void) => void;

/** How the passes of a kernel with areas at these addresses are run. */
export function segmentRunner(
  memory: WasmMemory,
  source: ModuleSource,
  areas: readonly number[],
): SegmentRunner {
  const shared = areas.length === 1 ? null : leaders.get(memory)?.(source, areas);
  if (shared) return shared;
  return (runSegment) => {
    for (let segment = 0; segment < areas.length; segment++) runSegment(segment);
  };
}

/** Looks, one after the other, before a thread goes to sleep. */
const looks = 20_000;

function leader({ memory, bell }: TeamPlace, at: number): Announce {
  const words = new Int32Array(memory.buffer);
  const run = passRunner(words, at, bell);
  return (source, areas) => {
    const number = Atomics.load(words, at + kernelCountWord);
    if (number === mostKernels) return null;
    const code = encodeModule(source);
    const codeAt = takeBytes(memory, code.length);
    const areasAt = takeBytes(memory, 4 * areas.length);
    new Uint8Array(memory.buffer, codeAt, code.length).set(code);
    new Int32Array(memory.buffer, areasAt, areas.length).set(areas);
    words.set([codeAt, code.length, areasAt, areas.length], at + kernelsFrom + number * wordsPerKernel);
    Atomics.store(words, at + kernelCountWord, number + 1);
    return (runSegment) => run(number, areas.length, runSegment);
  };
}

/** Leads passes at a desk: hands out tickets, takes some itself, and waits for the others. */
function passRunner(
  words: Int32Array,
  at: number,
  bell: number,
): (kernel: number, segments: number, runSegment: (segment: number) => void) => void {
  let passes = 0;
  return (kernel, segments, runSegment) => {
    passes = (passes + 1) & 0x7fffff;
    const pass = passes << segmentBits;
    Atomics.store(words, at + kernelWord, kernel);
    Atomics.store(words, at + doneWord, 0);
    Atomics.store(words, at + ticketWord, pass);
    ring(words, bell);
    for (let s = 0; s < segments; ) {
      const found = Atomics.compareExchange(words, at + ticketWord, pass | s, pass | (s + 1));
      if (found === (pass | s)) {
        runSegment(s);
        Atomics.add(words, at + doneWord, 1);
      }
      s = found === (pass | s) ? s + 1 : found & noSegment;
    }
    awaitHelpers(words, at + doneWord, segments);
    Atomics.store(words, at + ticketWord, pass | noSegment); // so that nobody takes the next pass for this one
  };
}

function awaitHelpers(words: Int32Array, doneAt: number, segments: number): void {
  for (let look = 0; ; look++) {
    const done = Atomics.load(words, doneAt);
    if (done === segments) return;
    if (look > looks) Atomics.wait(words, doneAt, done, 1);
  }
}

/** Helps at the desks until the team is closed: a thread that does this does nothing else meanwhile. */
export function help({ memory, desks, bell }: TeamPlace): void {
  const words = new Int32Array(memory.buffer);
  const takers = desks.map((desk) => segmentTaker(memory, words, desk / 4));
  for (let idle = 0; ; ) {
    const heard = Atomics.load(words, bell / 4);
    if (Atomics.load(words, bell / 4 + 1) === 1) return;
    let isBusy = false;
    for (const take of takers) while (take()) isBusy = true;
    idle = isBusy ? 0 : idle + 1;
    if (idle > looks) Atomics.wait(words, bell / 4, heard, 1000);
  }
}

/** What a helper has made of a leader's kernel. */
interface OpenKernel {
  readonly run: (area: number) => void;
  readonly areas: Int32Array;
}

/** Takes and runs one segment at a desk; says whether there was one. */
function segmentTaker(memory: WasmMemory, words: Int32Array, at: number): () => boolean {
  const kernels: OpenKernel[] = [];
  return () => {
    const ticket = Atomics.load(words, at + ticketWord);
    const segment = ticket & noSegment;
    if (segment === noSegment) return false;
    const number = Atomics.load(words, at + kernelWord);
    const kernel = kernels[number] ?? openKernel(memory, words, at + kernelsFrom + number * wordsPerKernel);
    if (kernel === null) return false;
    kernels[number] = kernel;
    const { run, areas } = kernel;
    if (segment >= areas.length) return false;
    if (Atomics.compareExchange(words, at + ticketWord, ticket, ticket + 1) !== ticket) return true;
    run(areas[segment]);
    Atomics.add(words, at + doneWord, 1);
    Atomics.notify(words, at + doneWord);
    return true;
  };
}

/** Null where this thread has not yet seen that another one let the memory grow. */
function openKernel(memory: WasmMemory, words: Int32Array, at: number): OpenKernel | null {
  const [codeAt, length, areasAt, segments] = words.subarray(at, at + wordsPerKernel);
  if (memory.buffer.byteLength < Math.max(codeAt + length, areasAt + 4 * segments)) return null;
  const code = new Uint8Array(memory.buffer, codeAt, length).slice();
  const { run } = instantiateCode<{ run: (area: number) => void }>(code, memory, scalarFunctions);
  return { run, areas: new Int32Array(memory.buffer, areasAt, segments).slice() };
}
