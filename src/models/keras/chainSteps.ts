import { opensChain } from '../../kernels/convolutionChain/chainPlan.js';
import { runOf, type Step } from './joinSteps.js';
import { type ArgumentPlan, keyOf } from './kerasGraph.js';

/**
 * Joins depthwise convolutions with the convolutions before and after them that `chainPlan` knows, where nothing else reads what lies between. `readersOf`: for
 * each step the keys of the steps that read its results, and undefined for each output of the network that they are.
 */
export function chainSteps(
  steps: readonly Step[],
  readersOf: (key: string) => readonly (string | undefined)[],
): Step[] {
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const gone = new Set<string>();
  const chained = new Map<string, Step>();
  const isRead = (key: string, reader: Step) => {
    const readers = readersOf(key);
    return readers.length === 1 && readers[0] === reader.key && imagesOf(reader) === key;
  };
  const isFree = (step: Step | undefined): step is Step => step?.convolution !== undefined && !gone.has(step.key);
  const opens = (step: Step) => opensChain(step.convolution!.role) && !step.convolution!.isSum;
  for (const step of steps) {
    if (step.convolution?.role !== 'depthwise' || step.convolution.isSum) continue;
    const before = byKey.get(imagesOf(step) ?? '');
    const after = byKey.get(readersOf(step.key)[0] ?? '');
    const links = [
      ...(isFree(before) && opens(before) && isRead(before.key, step) ? [before] : []),
      step,
      ...(isFree(after) && after.convolution!.role === 'pointwise' && isRead(step.key, after) ? [after] : []),
    ];
    if (links.length === 1) continue;
    for (const { key } of links) gone.add(key);
    const [first, last] = [links[0]!, links.at(-1)!];
    const args: ArgumentPlan[] = [first.args[0]!, ...(last.convolution!.isSum ? [last.args.at(-1)!] : [])];
    const run = runOf(links.map(({ convolution }) => convolution!));
    chained.set(last.key, { key: last.key, args, kwargs: {}, run });
  }
  return steps.flatMap((step) => chained.get(step.key) ?? (gone.has(step.key) ? [] : [step]));
}

/** Key of the step whose results a convolution reads. */
function imagesOf({ args: [images] }: Step): string | undefined {
  const [only] = images?.kind === 'list' && images.items.length === 1 ? images.items : [images];
  return only?.kind === 'tensor' && only.reference.output === 0 ? keyOf(only.reference) : undefined;
}
