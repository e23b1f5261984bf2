import { createRequire } from 'node:module';

const packageName = '@tensorflow/tfjs-node';

/** Whether tfjs-node can be used, and if not, why. */
export type TensorflowState =
  | { readonly loaded: true; readonly version: string }
  | { readonly loaded: false; readonly reason: string };

let state: TensorflowState | null = null;

/**
 * Loads tfjs-node, which registers the backend `tensorflow`. tfjs's current backend may change. Later calls return the first
 * result.
 */
export function loadTensorflow(): TensorflowState {
  state ??= load();
  return state;
}

/** Whether tfjs-node is loaded in this thread. */
export function isTensorflowLoaded(): boolean {
  return state?.loaded === true;
}

function load(): TensorflowState {
  const require = createRequire(import.meta.url);
  let version: string;
  try {
    version = (require(`${packageName}/package.json`) as { version: string }).version;
  } catch {
    return { loaded: false, reason: `${packageName} is not installed` };
  }
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'; // print only errors; effective only in the main thread, see the worker pool
  restoreUtilChecks(require('node:util') as Record<string, unknown>);
  try {
    require(packageName);
    return { loaded: true, version };
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    const unbuilt = /native addon module/.test(reason);
    return { loaded: false, reason: unbuilt ? `${packageName} ${version} has no native addon` : reason.trim() };
  }
}

/** Functions of `util` that tfjs-node 4.22 calls: Node 22 warns about them, Node 23 removed them. */
function restoreUtilChecks(util: Record<string, unknown>): void {
  util.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  util.isArray = Array.isArray;
}
