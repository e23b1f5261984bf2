import { AllocationFailure } from '../../base/allocationFailure.js';
import { type HeapAllocator, wasmAllocator, wasmMemory } from './wasmHeap.js';

/** WebAssembly addresses have 32 bits. */
const addressableBytes = 2 ** 32;

let limitBytes = addressableBytes;
let guarded: HeapAllocator | null = null;

/**
 * Makes allocations on the wasm heap throw `AllocationFailure` if it would grow above `bytes` or memory runs out: tfjs would
 * continue at address 0 and overwrite its data. The heap never shrinks, so a thread should be ended after a failure.
 */
export function limitHeap(bytes: number): void {
  limitBytes = Math.min(bytes, addressableBytes);
  const allocator = wasmAllocator();
  if (guarded === allocator) return;
  guarded = allocator;
  allocator._free(allocator._malloc(8)); // the first call replaces a stub by the real function
  const malloc = allocator._malloc;
  allocator._malloc = (size) => {
    const before = wasmMemory().buffer.byteLength;
    const address = malloc(size);
    const after = wasmMemory().buffer.byteLength;
    if (address !== 0 && (after === before || after <= limitBytes)) return address;
    if (address !== 0) allocator._free(address);
    throw new AllocationFailure(
      `the WebAssembly heap has no room for ${size} bytes more: it holds ${before} and may grow to ${limitBytes}`,
    );
  };
}

/** Peak use of the wasm heap during `run`, in bytes above the use before it. */
export function heapPeak(run: () => void): number {
  const allocator = wasmAllocator();
  const { _malloc: malloc, _free: free } = allocator;
  const sizes = new Map<number, number>();
  let held = 0;
  let peak = 0;
  allocator._malloc = (size) => {
    const address = malloc(size);
    sizes.set(address, size);
    held += size;
    peak = Math.max(peak, held);
    return address;
  };
  allocator._free = (address) => {
    held -= sizes.get(address >>> 0) ?? sizes.get(address) ?? 0;
    sizes.delete(address >>> 0);
    sizes.delete(address);
    free(address);
  };
  try {
    run();
  } finally {
    allocator._malloc = malloc;
    allocator._free = free;
  }
  return peak;
}
