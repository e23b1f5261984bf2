/**
 * Runs `start`, which loads tfjs-backend-wasm, so that an XNNPACK error is thrown by the failing kernel. tfjs only prints it and
 * continues with an uninitialised output.
 */
export async function throwXnnpackFaults<T>(start: () => Promise<T>): Promise<T> {
  // The module stores `console.warn` at load time and prints its messages with it.
  const { warn } = console;
  console.warn = (...words: unknown[]) => {
    const text = words.join(' ');
    if (!/^XNN status .* is not successful/.test(text)) return warn.apply(console, words);
    throw new Error(`XNNPACK refuses an operation: ${text.replace(/\. Use -c dbg.*$/, '')}`);
  };
  try {
    return await start();
  } finally {
    console.warn = warn;
  }
}
