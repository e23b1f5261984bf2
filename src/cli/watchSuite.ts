import { type ChildProcess, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { exitCodes } from '../base/exitCodes.js';
import { onStopSignal } from './stopSignals.js';
import { watchedFiles } from './watchedFiles.js';

const pollMs = 400;

/**
 * `eval --watch`: runs the suite in a process of its own, and again whenever the suite, its models or its plug-ins change, until a stop
 * signal. A change during a run ends that run; its finished cells are kept. Resolves with the exit code of the last run, or that of
 * an interrupted one.
 */
export async function watchSuite(file: string, { quiet = false }: { readonly quiet?: boolean } = {}): Promise<number> {
  let isStopped = false;
  let wake = () => {};
  let child: ChildProcess | null = null;
  const release = onStopSignal(() => {
    isStopped = true;
    child?.kill('SIGINT');
    wake();
  });
  const say = (text: string) => void (quiet || process.stderr.write(`\n${text}\n`));
  let code: number = exitCodes.pass;
  try {
    while (!isStopped) {
      // Before the run: what changes during it counts.
      let seen = stateOf(file);
      const running = start();
      child = running.child;
      let ended: number | null = null;
      void running.ended.then((own) => {
        ended = own;
        wake();
      });
      let isTold = false;
      while (!isStopped) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, pollMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        if (ended !== null && !isTold) {
          say(`watching ${seen.size} files of ${file}: the suite, its models and plug-ins; Ctrl-C ends`);
          isTold = true;
        }
        const now = stateOf(file);
        const changed = changedFile(seen, now);
        seen = now;
        if (changed === null) continue;
        say(`${changed} has changed: running again`);
        break;
      }
      if (ended === null) child.kill('SIGINT');
      code = await running.ended;
    }
    return code;
  } finally {
    release();
  }
}

/** The same command without `--watch`, in a new process: modules of plug-ins are loaded anew. */
function start(): { readonly child: ChildProcess; readonly ended: Promise<number> } {
  const words = process.argv.slice(1).filter((word) => word !== '--watch');
  const child = spawn(process.execPath, [...process.execArgv, ...words], { stdio: 'inherit' });
  const ended = new Promise<number>((resolve) => {
    child.on('close', (code) => resolve(code ?? exitCodes.interrupted));
  });
  return { child, ended };
}

/** Size and time of change of every file; a missing one has neither. */
function stateOf(file: string): ReadonlyMap<string, string> {
  return new Map(
    watchedFiles(file).map((path) => {
      const facts = statSync(path, { throwIfNoEntry: false });
      return [path, facts === undefined ? 'missing' : `${facts.size} ${facts.mtimeMs} ${facts.ino}`];
    }),
  );
}

/** The first file that differs, is new or is gone; null if nothing has changed. */
function changedFile(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): string | null {
  for (const path of new Set([...before.keys(), ...now.keys()])) if (before.get(path) !== now.get(path)) return path;
  return null;
}
