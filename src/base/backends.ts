/** Engines that can compute, the default first. */
export const backendNames = ['wasm', 'tensorflow', 'cpu'] as const;

export type BackendName = (typeof backendNames)[number];

/** What a user may ask for: `auto` takes the default. */
export type BackendChoice = 'auto' | BackendName;
