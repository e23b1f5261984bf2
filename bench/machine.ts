import { readdirSync, statSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeEnvironment } from '../src/cli/environment.js';

/** Above this load average other programs distort the figures. */
const idleLoad = 0.3;

export interface Machine extends ReturnType<typeof describeEnvironment> {
  /** Load average of the last minute before the first measurement. */
  readonly load: number;
  readonly idle: boolean;
  /** Whether a source file is newer than the measured build. */
  readonly staleBuild: boolean;
}

/** Describes the machine and the code, and whether other programs keep the cores busy. */
export function describeMachine(): Machine {
  const load = loadavg()[0]!;
  const newest = (folder: string, pattern: RegExp) =>
    newestChange(fileURLToPath(new URL(folder, import.meta.url)), pattern);
  const staleBuild =
    newest('../src', /\.ts$/) > newest('../dist', /\.(js|tsbuildinfo)$/) ||
    newest('../assembly', /\.ts$/) > newest('../dist/kernels', /\.wasm$/);
  return { ...describeEnvironment(), load, idle: load < idleLoad, staleBuild };
}

/** The lines printed before the figures. */
export function machineLines({ cpu, node, tfjs, git, load, idle, staleBuild }: Machine): string {
  const commit = git === null ? '' : `, commit ${git.commit.slice(0, 8)}${git.dirty ? ' with changes' : ''}`;
  return [
    `${cpu}; Node ${node}, tfjs ${tfjs}${commit}`,
    ...(idle
      ? []
      : [`WARNING: load average ${load.toFixed(2)}: other programs are at work, quote none of these figures.`]),
    ...(staleBuild ? ['WARNING: the sources are newer than dist/, which is what is measured: npm run build'] : []),
    '',
  ].join('\n');
}

/** Time of the latest change of a matching file in a folder. */
function newestChange(folder: string, pattern: RegExp): number {
  const times = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => pattern.test(file))
    .map((file) => statSync(join(folder, file)).mtimeMs);
  return Math.max(0, ...times);
}
