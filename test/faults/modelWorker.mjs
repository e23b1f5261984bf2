// Loads models one after another in a thread of its own; says what came of each.
import { parentPort, workerData } from 'node:worker_threads';

const { startEngine } = await import(`${workerData}/kernels/engine.js`);
const { loadModel } = await import(`${workerData}/models/loadModel.js`);
await startEngine('wasm');
parentPort.postMessage({ ready: true });
parentPort.on('message', async ({ folder, demands }) => {
  try {
    const model = await loadModel(folder, demands);
    model.dispose();
    parentPort.postMessage({ outcome: 'accepted', message: model.sha256 });
  } catch (error) {
    const isTold = error.name === 'UserError' || error.name === 'UserErrors';
    parentPort.postMessage({
      outcome: isTold ? 'refused' : 'trace',
      message: String(error.stack ?? error).slice(0, 600),
    });
  }
});
