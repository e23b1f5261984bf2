import type { Summary } from '../summary/summary.js';
import { count } from '../text/numberText.js';

/** What a chart is over, under its title: `cifar10 test, 2,000 images; <remark>`; of a partial run it says so first. */
export function sampleText({ dataset, partial }: Summary, remark: string): string {
  const sample = `${dataset.name} ${dataset.split}, ${count(dataset.evaluated)} images`;
  return `${partial ? 'PARTIAL: ' : ''}${sample}; ${remark}`;
}
