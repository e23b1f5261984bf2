/**
 * Runs `start`, which loads tfjs-backend-wasm, so that a fault of XNNPACK is thrown from the kernel that meets it. tfjs only
 * prints it, and goes on with an output that nothing was written to.
 */
export async function throwXnnpackFaults<T>(start: () => Promise<T>): Promise<T> {
  // The module keeps the `console.warn` that it finds while it loads, and prints its own messages with it.
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
