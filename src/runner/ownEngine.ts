import type { BackendChoice } from '../base/backends.js';
import { openWorkerPool } from './workerPool.js';

/** Backend and SIMD level that worker threads of this process compute with. Rejects with an error if the backend does not start. */
export async function ownEngine(backend: BackendChoice): Promise<string> {
  const data = { kind: 'read', spec: { name: 'mnist', split: 'test' }, dataDir: '', sha256: '' } as const;
  const pool = openWorkerPool(1, { backend, data, models: [] });
  try {
    const { backend: name, simd } = await pool.run({ kind: 'engine' });
    return `${name} ${simd}`;
  } finally {
    await pool.close();
  }
}
