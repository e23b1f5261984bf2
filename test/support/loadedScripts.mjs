// A worker thread that runs a task of the runner's worker and answers with the paths of all scripts that were loaded for it,
// and with those that the build says it depends on.
import { Session } from 'node:inspector';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

const urls = new Set();
const session = new Session();
session.connect();
session.on('Debugger.scriptParsed', ({ params }) => urls.add(params.url));
session.post('Debugger.enable');
const { default: work } = await import(workerData.worker);
const answer = await work(workerData.task);
session.disconnect();
const paths = [...urls].map((url) => (url.startsWith('file:') ? fileURLToPath(url) : url));
const { computingFiles } = await import(new URL('../base/computingFiles.js', workerData.worker));
const listed = computingFiles(fileURLToPath(workerData.worker));
parentPort.postMessage({ answer, listed, paths: paths.filter((path) => /^(\/|[A-Z]:\\)/.test(path)) });
