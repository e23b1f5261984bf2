/** Device models of analog arrays: phase-change memory, the Hermes chip with one or two devices a weight half, resistive memory. */
export const analogDevices = ['ideal', 'pcm', 'hermes1', 'hermes2', 'reram'] as const;
export type AnalogDeviceName = (typeof analogDevices)[number];

/** Seconds since programming that a device has figures for, if not for all: 0 stands for the first of them, right after programming. */
export const analogTimes: Readonly<Partial<Record<AnalogDeviceName, readonly number[]>>> = {
  reram: [0, 1, 86_400, 172_800],
};

/** How outputs are scaled back after drift: not at all, by one factor an array, or by one a column. */
export const driftCompensations = ['global', 'perColumn', 'none'] as const;
export type DriftCompensation = (typeof driftCompensations)[number];

/** How an input vector is scaled to the range of the converters: by its largest absolute value, or by a constant. */
export const noiseManagements = ['absMax', 'constant'] as const;
export type NoiseManagement = (typeof noiseManagements)[number];

/** What happens beyond the bound of the outputs: read again with half the input until all are within, or clipped. */
export const boundManagements = ['iterative', 'none'] as const;
export type BoundManagement = (typeof boundManagements)[number];

/** With which weights an attack differentiates: those that the chip has, or those of the model's files. */
export const analogGradients = ['chip', 'digital'] as const;
export type AnalogGradient = (typeof analogGradients)[number];

/**
 * Converters of an array and noise that is new at each pass, where inputs and weights are scaled to [-1, 1]. An array of n rows
 * computes ADC(sum of DAC(x / range) w + noise) x range.
 */
export interface Converters {
  /** Bits of a digital-to-analog converter, 2 to 16: 2^bits - 1 levels over [-1, 1]. Absent: exact inputs. */
  readonly inputBits?: number;
  /** Bits of an analog-to-digital converter, 2 to 16: 2^bits - 1 levels over [-outputBound, outputBound]. Absent: exact outputs. */
  readonly outputBits?: number;
  /** Largest output in units of a full input times a full weight. Absent only without `outputBits`: no bound. */
  readonly outputBound?: number;
  /** Standard deviation of normal noise on each output before its conversion. */
  readonly outputNoise: number;
  /** Read noise of the weights: standard deviation weightNoise sqrt(sum |w| x^2) on each output before its conversion. */
  readonly weightNoise: number;
  readonly noiseManagement: NoiseManagement;
  /** With `constant`: the input that is full scale, of all layers or by the layer's name, in units of the layer's input. */
  readonly inputRange?: number | Readonly<Record<string, number>>;
  readonly boundManagement: BoundManagement;
}

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
  /** Absent: exact conversion and no noise at each pass. */
  readonly converters?: Converters;
  /** Absent: the chip's weights. */
  readonly gradient?: AnalogGradient;
}

/** Whether a chip with these converters answers the same input differently at each pass. */
export function isNoisy(converters: Converters | undefined): boolean {
  return converters !== undefined && (converters.outputNoise > 0 || converters.weightNoise > 0);
}

/** The steps of converters in the units above; infinite or 0 where there is no converter. */
export interface ConverterSteps {
  /** Step of the inputs; 0: exact. */
  readonly input: number;
  /** Step of the outputs; 0: exact. */
  readonly output: number;
  readonly bound: number;
  /** The input is halved while an output is beyond the bound and the divisor is at most this; 0: never. */
  readonly mostDivisor: number;
}

/** Divisor of the input beyond which bound management gives up, and the share of an input step that it keeps, as in aihwkit. */
const giveUp = { divisor: 1000, share: 0.25 } as const;

/** Steps of converters: 2 / (2^bits - 2) over [-1, 1], times the bound for outputs. */
export function converterSteps({
  inputBits,
  outputBits,
  outputBound = Number.POSITIVE_INFINITY,
  boundManagement,
}: Converters): ConverterSteps {
  const step = (bits: number | undefined) => (bits === undefined ? 0 : 2 / (2 ** bits - 2));
  const input = step(inputBits);
  const most = input === 0 ? giveUp.divisor : Math.min(giveUp.divisor, giveUp.share / input);
  return {
    input,
    output: outputBits === undefined ? 0 : step(outputBits) * outputBound,
    bound: outputBound,
    mostDivisor: boundManagement === 'iterative' && Number.isFinite(outputBound) ? most : 0,
  };
}
