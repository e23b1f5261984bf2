import { jobLayouts } from './moduleLayout.js';
import type { Scratch } from './wasmHeap.js';

export type JobName = keyof typeof jobLayouts;

/** Values of a job's fields: integers, floats and addresses alike. */
export type JobFields<K extends JobName> = Record<keyof (typeof jobLayouts)[K]['fields'], number>;

/**
 * Writes a job to the heap in the compiled module's class layout and returns its address. Fields left out are 0. Throws on a name
 * that the class does not have.
 */
export function writeJob<K extends JobName>(scratch: Scratch, name: K, values: Partial<JobFields<K>>): number {
  const { bytes, fields } = jobLayouts[name];
  const layout: Record<string, readonly [type: string, offset: number]> = fields;
  const view = new DataView(new ArrayBuffer(bytes));
  for (const [field, value] of Object.entries(values as Record<string, number>)) {
    const place = layout[field];
    if (place === undefined) throw new TypeError(`${name} has no field ${field}`);
    const [type, offset] = place;
    if (type === 'f32') view.setFloat32(offset, value, true);
    else view.setInt32(offset, value, true);
  }
  return scratch.put(new Int32Array(view.buffer));
}
