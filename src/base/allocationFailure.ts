/** Not enough memory, or not within the limit. The failed work may succeed with fewer images at a time. */
export class AllocationFailure extends Error {
  override readonly name = 'AllocationFailure';
}

/** Messages of other engines when memory runs out: V8 for buffers, TensorFlow for tensors. */
const foreignWords = /Array buffer allocation failed|Invalid typed array length|OOM when allocating|std::bad_alloc/;

/** Whether an error, from this program or an engine, means that memory ran out. */
export function isAllocationFailure(error: unknown): boolean {
  return error instanceof AllocationFailure || (error instanceof Error && foreignWords.test(error.message));
}
