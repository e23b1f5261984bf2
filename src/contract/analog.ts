/** Device models of analog arrays: phase-change memory, the Hermes chip with one or two devices a weight half, resistive memory. */
export const analogDevices = ['ideal', 'pcm', 'hermes1', 'hermes2', 'reram'] as const;
export type AnalogDeviceName = (typeof analogDevices)[number];

/** How outputs are scaled back after drift: not at all, by one factor an array, or by one a column. */
export const driftCompensations = ['global', 'perColumn', 'none'] as const;
export type DriftCompensation = (typeof driftCompensations)[number];

/** Analog hardware that a model's kernel matrices are programmed on: one chip, read at one time. */
export interface AnalogSpec {
  readonly device: AnalogDeviceName;
  /** Chip that is simulated, at least 1; seeds programming noise, drift exponents and read noise. */
  readonly chip: number;
  /** Seconds since programming, at least 0. */
  readonly time: number;
  readonly compensation: DriftCompensation;
  /** Most inputs of one array; larger kernel matrices are split evenly over several arrays, whose results are added. */
  readonly rows: number;
}
