/** Error rate and mean probability of the predicted class, in test mode, by one draw. */
export interface MeasuredErrors {
  readonly error: number;
  readonly confidence: number;
}

/** A model with its tiles moved towards or away from their mean. */
export interface SpreadPoint extends MeasuredErrors {
  /** Factor for each tile's difference from the mean of the tiles: 0 makes them equal, 1 changes nothing. */
  readonly spread: number;
}

/** A model's points, and the number of test images that they were measured on, the first ones. */
export interface SpreadMeasurement {
  readonly images: number;
  readonly points: readonly SpreadPoint[];
}

/** The factors at which trained models are measured. */
export const sweptSpreads = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5] as const;

/** Test images that trained models are measured on unless asked otherwise. */
export const spreadImages = 1000;
