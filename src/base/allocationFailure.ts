/** Memory that was asked for is not to be had, or not within the limit. What failed may succeed with fewer images at a time. */
export class AllocationFailure extends Error {
  override readonly name = 'AllocationFailure';
}

/** What engines other than ours say where they find no memory: V8 of its buffers, TensorFlow of tensors. */
const foreignWords = /Array buffer allocation failed|Invalid typed array length|OOM when allocating|std::bad_alloc/;

/** Whether an error, of ours or of an engine, says that memory ran out. */
export function isAllocationFailure(error: unknown): boolean {
  return error instanceof AllocationFailure || (error instanceof Error && foreignWords.test(error.message));
}
