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

/** The factors at which trained models are measured. */
export const sweptSpreads = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5] as const;
