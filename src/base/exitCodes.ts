/** Exit codes of every command. */
export const exitCodes = {
  pass: 0,
  /** An assertion or the regression gate failed. */
  failed: 1,
  /** Usage, configuration or data. */
  usage: 2,
  /** Failed cells, missing shards, a selector that matches nothing. */
  incomplete: 3,
  interrupted: 130,
} as const;
