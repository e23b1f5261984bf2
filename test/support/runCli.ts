import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../..', import.meta.url));
const main = `${repository}/dist/cli/main.js`;

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The environment of a shell that was not itself started by npm, nor by CI. */
function cleanEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_|^NO_COLOR$|^RAPA_|^CI$/.test(name));
  return { ...Object.fromEntries(own), ...extra };
}

/** Runs the built command line, as `npx rapa` does, and waits for its end. */
export function runCli(words: readonly string[], options: CliOptions): Promise<CliRun> {
  return interruptCli(words, null, options);
}

/** The same for a command that must pass: throws an error with what it printed if it does not. */
export async function runPassing(words: readonly string[], options: CliOptions): Promise<CliRun> {
  const run = await runCli(words, options);
  if (run.code !== 0) throw new Error(`rapa ${words.join(' ')}: exit code ${run.code}\n${run.stdout}${run.stderr}`);
  return run;
}

/** Runs the command line and sends it a signal (SIGINT) as soon as what it printed to stderr matches `when`; null: never. */
export function interruptCli(
  words: readonly string[],
  when: RegExp | null,
  { cwd, env, signal = 'SIGINT' }: CliOptions & { readonly signal?: NodeJS.Signals },
): Promise<CliRun> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, ...words], { cwd, env: cleanEnvironment(env) });
    let stdout = '';
    let stderr = '';
    let sent = false;
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      if (sent || when === null || !when.test(stderr)) return;
      sent = true;
      child.kill(signal);
    });
    child.on('close', (code, signal) => {
      // Who sees no exit code wants to know what ended the process: a fault of its own, or the machine.
      const end = signal === null ? '' : `\nended by ${signal}\n`;
      resolve({ code, stdout, stderr: stderr + end });
    });
  });
}
