import { type Options, SingleBar } from 'cli-progress';

/** Shows how far a long piece of work is: a bar with the time left on a terminal, plain lines elsewhere. */
export interface Progress {
  /** `done` of the total, and what to call the present state. */
  update(done: number, note: string): void;
  /** Takes the bar away. */
  stop(): void;
}

/** Progress on stderr, so that stdout stays clean for results. `quiet` shows nothing. */
export function createProgress(
  total: number,
  { unit, quiet }: { readonly unit: string; readonly quiet: boolean },
): Progress {
  if (quiet || total === 0) return { update: () => {}, stop: () => {} };
  return process.stderr.isTTY ? terminalBar(total, unit) : plainLines(total, unit);
}

function terminalBar(total: number, unit: string): Progress {
  const options: Options = {
    format: `  {bar} {percentage}% | {value}/{total} ${unit} | {duration_formatted} gone, {eta_formatted} left | {note}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 28,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 50,
    stream: process.stderr,
  };
  const bar = new SingleBar(options);
  bar.start(total, 0, { note: '' });
  return { update: (done, note) => bar.update(done, { note }), stop: () => bar.stop() };
}

/** A line at every tenth of the work, with the time left as the pace so far has it. */
function plainLines(total: number, unit: string): Progress {
  const start = performance.now();
  let tenths = 0;
  return {
    update: (done, note) => {
      if (Math.floor((10 * done) / total) <= tenths) return;
      tenths = Math.floor((10 * done) / total);
      const goneS = (performance.now() - start) / 1000;
      const leftS = (goneS / done) * (total - done);
      process.stderr.write(
        `  ${done}/${total} ${unit} (${Math.floor((100 * done) / total)} %), ${goneS.toFixed(0)} s gone, ${leftS.toFixed(0)} s left, ${note}\n`,
      );
    },
    stop: () => {},
  };
}
