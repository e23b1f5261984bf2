/** What a campaign of one kind of fault came to. */
export interface Tally {
  readonly campaign: string;
  /** Faults that were made. */
  readonly tried: number;
  /** Refused with a message, or taken for absent and computed anew. */
  readonly refused: number;
  /** Taken for what they are: an equal or another, valid file. */
  readonly accepted: number;
  /** Descriptions of faults that were used in silence. */
  readonly silent: readonly string[];
  readonly hangs: readonly string[];
  /** Descriptions of faults that ended in a stack trace or took the process down. */
  readonly traces: readonly string[];
  readonly durationMs: number;
}

/** What one fault led to. */
export type Outcome = 'refused' | 'accepted' | 'silent' | 'hang' | 'trace';

/** Counts outcomes; `add` describes each fault. */
export function tallyOf(campaign: string): {
  readonly add: (outcome: Outcome, description: string) => void;
  readonly end: () => Tally;
} {
  const start = performance.now();
  const counts = { refused: 0, accepted: 0 };
  const bad = { silent: [] as string[], hang: [] as string[], trace: [] as string[] };
  let tried = 0;
  return {
    add: (outcome, description) => {
      tried++;
      if (outcome === 'refused' || outcome === 'accepted') counts[outcome]++;
      else bad[outcome].push(description);
    },
    end: () => ({
      campaign,
      tried,
      ...counts,
      silent: bad.silent,
      hangs: bad.hang,
      traces: bad.trace,
      durationMs: performance.now() - start,
    }),
  };
}

/** A row a campaign, in Markdown, then every fault that was not met as it ought to be. */
export function tallyTable(tallies: readonly Tally[]): string {
  const rows = tallies.map(({ campaign, tried, refused, accepted, silent, hangs, traces, durationMs }) =>
    [
      campaign,
      tried,
      refused,
      accepted,
      silent.length,
      hangs.length,
      traces.length,
      `${(durationMs / 1000).toFixed(0)} s`,
    ].join(' | '),
  );
  const bad = tallies.flatMap(({ campaign, silent, hangs, traces }) => [
    ...silent.map((text) => `${campaign}, used in silence: ${text}`),
    ...hangs.map((text) => `${campaign}, hang: ${text}`),
    ...traces.map((text) => `${campaign}, stack trace: ${text}`),
  ]);
  return [
    '| faults | tried | refused | accepted | silent | hangs | stack traces | time |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
    ...bad.slice(0, 50).map((line) => `- ${line}`),
  ].join('\n');
}
