import type { Summary } from '../summary/summary.js';
import { count } from '../text/numberText.js';

/** The subtitle of a chart: `cifar10 test, 2,000 images; <remark>`; partial runs are marked first. */
export function sampleText({ dataset, partial }: Summary, remark: string): string {
  const sample = `${dataset.name} ${dataset.split}, ${count(dataset.evaluated)} images`;
  return `${partial ? 'PARTIAL: ' : ''}${sample}; ${remark}`;
}
