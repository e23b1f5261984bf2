import tf from '../../tfjs/tfjs.cjs';

/** The functions by which tfjs allocates tensors; addresses above 2 GiB are negative integers. */
export interface HeapAllocator {
  _malloc: (bytes: number) => number;
  _free: (address: number) => void;
}

interface WasmBackend {
  readonly wasm: HeapAllocator & { readonly asm?: { readonly memory?: unknown } };
  readonly dataIdMap: { get(dataId: object): { memoryOffset: number; dtype: tf.DataType } };
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  disposeData(dataId: object): boolean;
  incRef(dataId: object): void;
}

const alignment = 64;

function wasmBackend(): WasmBackend {
  return tf.engine().findBackend('wasm') as unknown as WasmBackend;
}

/** The memory of tfjs-backend-wasm's tensors. The field is undocumented, so only this function accesses it, and checks it. */
export function wasmMemory(): WebAssembly.Memory {
  const memory = wasmBackend()?.wasm?.asm?.memory;
  if (!(memory instanceof WebAssembly.Memory)) {
    throw new Error(
      'tfjs-backend-wasm no longer shows its memory as backend.wasm.asm.memory: this package works with version 4.22.0',
    );
  }
  return memory;
}

/** The allocator of that heap. Its functions may be replaced, so do not keep references to them. */
export function wasmAllocator(): HeapAllocator {
  return wasmBackend().wasm;
}

/** Address of a tensor's data in bytes. */
export function addressOf(tensor: tf.TensorInfo): number {
  return wasmBackend().dataIdMap.get(tensor.dataId).memoryOffset;
}

/** A new tensor on the wasm backend, its contents undefined. Throws `AllocationFailure` if the heap is full (`limitHeap`). */
export function newOutput(shape: readonly number[], dtype: tf.DataType = 'float32'): tf.TensorInfo {
  return wasmBackend().makeOutput([...shape], dtype);
}

/** A new tensor on the wasm backend, by default of floats, that `fill` writes, given its address and temporary memory; freed if it throws. */
export function filledOutput(
  shape: readonly number[],
  fill: (address: number, scratch: Scratch) => void,
  dtype: 'float32' | 'int32' = 'float32',
): tf.TensorInfo {
  const output = newOutput(shape, dtype);
  const scratch = new Scratch();
  try {
    fill(addressOf(output), scratch);
    return output;
  } catch (error) {
    disposeOutput(output);
    throw error;
  } finally {
    scratch.free();
  }
}

/** A tensor that shares another's data; each is freed separately. */
export function sharedData({ dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo {
  wasmBackend().incRef(dataId);
  return { dataId, shape, dtype };
}

/** A new output with its type corrected; both types have four bytes. */
export function retyped({ dataId, shape }: tf.TensorInfo, dtype: 'float32' | 'int32'): tf.TensorInfo {
  wasmBackend().dataIdMap.get(dataId).dtype = dtype;
  return { dataId, shape, dtype };
}

/** Frees a kernel's output that tfjs does not own yet. */
export function disposeOutput(output: tf.TensorInfo): void {
  wasmBackend().disposeData(output.dataId);
}

/** Temporary memory on the wasm heap. Each allocation may grow the memory, so create views afterwards. */
export class Scratch {
  readonly #pieces: tf.TensorInfo[] = [];

  /** Address of `bytes` new bytes, aligned to a cache line, contents undefined. */
  take(bytes: number): number {
    const piece = newOutput([Math.ceil(bytes / 4) + alignment / 4], 'int32');
    this.#pieces.push(piece);
    return Math.ceil(addressOf(piece) / alignment) * alignment;
  }

  /** Copies integers to the heap and returns their address. */
  put(values: Int32Array): number {
    const address = this.take(values.byteLength);
    new Int32Array(wasmMemory().buffer, address, values.length).set(values);
    return address;
  }

  free(): void {
    for (const piece of this.#pieces.splice(0)) disposeOutput(piece);
  }
}

/** Floats on the heap: a view, valid until memory grows. */
export function heapFloats(address: number, count: number): Float32Array {
  return new Float32Array(wasmMemory().buffer, address, count);
}

/** The integer at `index` of an int32 array on the heap. */
export function wasmInt(address: number, index: number): number {
  return new DataView(wasmMemory().buffer).getInt32(address + 4 * index, true);
}
