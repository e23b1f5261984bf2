/** Why cells of a job failed, by their keys; the text of a failed job. */
export type CellErrors = Readonly<Record<string, string>>;

/** A job's failure as the text that BullMQ keeps. */
export function failureText(errors: CellErrors): string {
  return JSON.stringify({ cells: errors });
}

/** The error of a cell in a failed job: its own, or that of the whole job, such as lost workers. */
export function errorOfCell(text: string | undefined, key: string): string | undefined {
  if (text === undefined) return 'the job failed without a reason';
  if (text.startsWith('{')) {
    const { cells } = JSON.parse(text) as { readonly cells: CellErrors };
    return cells[key];
  }
  return /stalled/.test(text) ? 'its workers were lost again and again: killed, out of memory or cut off' : text;
}
