import type { BackendChoice } from '../base/backends.js';
import type { ChartStyle } from '../reports/writeReports.js';
import type { ProgressStyle } from './progress.js';
import type { QueueFlags } from './queueOptions.js';
import type { ShardFlag } from './readShard.js';
import type { PluginFlag } from './readSuite.js';

/** The flags of `rapa eval` from commander. */
export interface EvalFlags extends QueueFlags, PluginFlag, ChartStyle {
  readonly backend: BackendChoice;
  readonly workers: number;
  /** Maximum memory of all workers together, in bytes. */
  readonly memory?: number;
  readonly limit?: number;
  readonly grep?: string;
  readonly seed?: number;
  readonly shard?: ShardFlag;
  /** Minutes to wait for workers of the queue. */
  readonly patience: number;
  readonly watch?: true;
  readonly fresh?: true;
  readonly dryRun?: true;
  /** False with --no-calibrate. */
  readonly calibrate: boolean;
  readonly progress: ProgressStyle;
  readonly output?: string;
  readonly reporter: readonly string[];
  readonly baseline?: string;
  readonly updateBaseline?: true;
  readonly force?: true;
  readonly dataDir?: string;
  readonly quiet?: true;
  /** Set by --no-color. */
  readonly color: boolean;
}
