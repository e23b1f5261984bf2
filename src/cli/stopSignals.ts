/** Ctrl-C, a scheduler's or container's request to stop, and a closed terminal. */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A terminal, npm or a parent process may each forward the same request. */
const sameRequestMs = 1000;

/**
 * Calls `stop` on the first request of any kind; a later one ends the process immediately. Returns a function that removes the
 * handlers.
 */
export function onStopSignal(stop: () => void): () => void {
  let firstMs: number | null = null;
  const release = () => {
    for (const signal of stopSignals) process.removeListener(signal, handle);
  };
  const handle = (signal: NodeJS.Signals) => {
    if (firstMs === null) {
      firstMs = performance.now();
      stop();
    } else if (performance.now() - firstMs > sameRequestMs) {
      release();
      process.kill(process.pid, signal);
    }
  };
  for (const signal of stopSignals) process.on(signal, handle);
  return release;
}
