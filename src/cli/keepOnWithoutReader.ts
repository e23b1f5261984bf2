/**
 * Lets a command continue when the program that reads its output has ended, as with `rapa eval suite.json | head`: the output is dropped,
 * while results, reports and the exit code stay right. Other errors of the streams are thrown.
 */
export function keepOnWithoutReader(streams: readonly NodeJS.WritableStream[]): void {
  for (const stream of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
