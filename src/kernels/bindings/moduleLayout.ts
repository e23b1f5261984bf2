// Written by `npm run build:kernels` from the classes and exports in assembly/, whose comments say what each is for.

/** Fields of jobs: type and offset in bytes. */
export const jobLayouts = {
  AnalogJob: { bytes: 64, fields: {
    arrays: ['i32', 0],
    factors: ['usize', 4],
    keys: ['usize', 8],
    starts: ['usize', 12],
    scales: ['usize', 16],
    maps: ['usize', 20],
    magnitudes: ['usize', 24],
    vectors: ['usize', 28],
    reading: ['usize', 32],
    inputStep: ['f32', 36],
    outputStep: ['f32', 40],
    bound: ['f32', 44],
    mostDivisor: ['f32', 48],
    outputNoise: ['f32', 52],
    weightNoise: ['f32', 56],
    range: ['f32', 60],
  } },
  ChainJob: { bytes: 36, fields: {
    expand: ['usize', 0],
    gathered: ['usize', 4],
    depthwise: ['usize', 8],
    project: ['usize', 12],
    ring: ['usize', 16],
    ringRows: ['i32', 20],
    expandRows: ['i32', 24],
    band: ['usize', 28],
    projectRows: ['i32', 32],
  } },
  DepthwiseJob: { bytes: 104, fields: {
    batch: ['i32', 0],
    inHeight: ['i32', 4],
    inWidth: ['i32', 8],
    channels: ['i32', 12],
    padTop: ['i32', 16],
    padLeft: ['i32', 20],
    kernelHeight: ['i32', 24],
    kernelWidth: ['i32', 28],
    strideHeight: ['i32', 32],
    strideWidth: ['i32', 36],
    dilationHeight: ['i32', 40],
    dilationWidth: ['i32', 44],
    outHeight: ['i32', 48],
    outWidth: ['i32', 52],
    x: ['usize', 56],
    kernels: ['usize', 60],
    y: ['usize', 64],
    dy: ['usize', 68],
    finish: ['usize', 72],
    rows: ['usize', 76],
    ring: ['usize', 80],
    ringRows: ['i32', 84],
    turned: ['usize', 88],
    zeros: ['usize', 92],
    row: ['usize', 96],
    taps: ['usize', 100],
  } },
  FinishJob: { bytes: 44, fields: {
    scale: ['usize', 0],
    offset: ['usize', 4],
    low: ['f32', 8],
    high: ['f32', 12],
    added: ['usize', 16],
    results: ['usize', 20],
    addedLow: ['f32', 24],
    addedHigh: ['f32', 28],
    activation: ['i32', 32],
    slopes: ['usize', 36],
    constants: ['usize', 40],
  } },
  GatheredJob: { bytes: 64, fields: {
    batch: ['i32', 0],
    inHeight: ['i32', 4],
    inWidth: ['i32', 8],
    channels: ['i32', 12],
    padTop: ['i32', 16],
    padLeft: ['i32', 20],
    kernelHeight: ['i32', 24],
    kernelWidth: ['i32', 28],
    strideHeight: ['i32', 32],
    strideWidth: ['i32', 36],
    outHeight: ['i32', 40],
    outWidth: ['i32', 44],
    x: ['usize', 48],
    rows: ['i32', 52],
    patches: ['usize', 56],
    product: ['usize', 60],
  } },
  Job: { bytes: 184, fields: {
    batch: ['i32', 0],
    inHeight: ['i32', 4],
    inWidth: ['i32', 8],
    channels: ['i32', 12],
    padTop: ['i32', 16],
    padLeft: ['i32', 20],
    paddedHeight: ['i32', 24],
    paddedWidth: ['i32', 28],
    kernelHeight: ['i32', 32],
    kernelWidth: ['i32', 36],
    strideHeight: ['i32', 40],
    strideWidth: ['i32', 44],
    outHeight: ['i32', 48],
    outWidth: ['i32', 52],
    filters: ['i32', 56],
    wideFilters: ['i32', 60],
    tiles: ['i32', 64],
    chunk: ['i32', 68],
    assignmentStride: ['i32', 72],
    relu: ['i32', 76],
    x: ['usize', 80],
    kernels: ['usize', 84],
    biases: ['usize', 88],
    assignment: ['usize', 92],
    y: ['usize', 96],
    dy: ['usize', 100],
    padded: ['usize', 104],
    imageBytes: ['i32', 108],
    starts: ['usize', 112],
    patchInputs: ['usize', 116],
    patchRows: ['usize', 120],
    patchCuts: ['usize', 124],
    positions: ['usize', 128],
    rows: ['usize', 132],
    group: ['usize', 136],
    packed: ['usize', 140],
    offsets: ['usize', 144],
    tables: ['usize', 148],
    trims: ['i32', 152],
    panel: ['usize', 156],
    dummy: ['usize', 160],
    runVectors: ['i32', 164],
    finish: ['usize', 168],
    analog: ['usize', 172],
    pool: ['usize', 176],
    pixelBlocks: ['i32', 180],
  } },
  MomentumJob: { bytes: 40, fields: {
    weights: ['usize', 0],
    velocity: ['usize', 4],
    gradient: ['usize', 8],
    newWeights: ['usize', 12],
    newVelocity: ['usize', 16],
    floats: ['i32', 20],
    rate: ['f32', 24],
    momentum: ['f32', 28],
    gradientScale: ['f32', 32],
    weightDecay: ['f32', 36],
  } },
  NormalizationJob: { bytes: 44, fields: {
    x: ['usize', 0],
    y: ['usize', 4],
    dy: ['usize', 8],
    dx: ['usize', 12],
    pixels: ['i32', 16],
    channels: ['i32', 20],
    radius: ['i32', 24],
    bias: ['f32', 28],
    alpha: ['f32', 32],
    betaQuarters: ['i32', 36],
    scratch: ['usize', 40],
  } },
  NormalizedPoolJob: { bytes: 68, fields: {
    x: ['usize', 0],
    y: ['usize', 4],
    dy: ['usize', 8],
    dx: ['usize', 12],
    batch: ['i32', 16],
    height: ['i32', 20],
    width: ['i32', 24],
    channels: ['i32', 28],
    xStep: ['i32', 32],
    dxStep: ['i32', 36],
    relu: ['i32', 40],
    average: ['i32', 44],
    radius: ['i32', 48],
    bias: ['f32', 52],
    alpha: ['f32', 56],
    betaQuarters: ['i32', 60],
    scratch: ['usize', 64],
  } },
  PointwiseJob: { bytes: 56, fields: {
    pixels: ['i32', 0],
    depth: ['i32', 4],
    width: ['i32', 8],
    chunk: ['i32', 12],
    transposed: ['i32', 16],
    a: ['usize', 20],
    kernels: ['usize', 24],
    results: ['usize', 28],
    finish: ['usize', 32],
    passBack: ['usize', 36],
    y: ['usize', 40],
    packed: ['usize', 44],
    product: ['usize', 48],
    rows: ['usize', 52],
  } },
  PoolJob: { bytes: 104, fields: {
    batch: ['i32', 0],
    inHeight: ['i32', 4],
    inWidth: ['i32', 8],
    channels: ['i32', 12],
    padTop: ['i32', 16],
    padLeft: ['i32', 20],
    windowHeight: ['i32', 24],
    windowWidth: ['i32', 28],
    strideHeight: ['i32', 32],
    strideWidth: ['i32', 36],
    outHeight: ['i32', 40],
    outWidth: ['i32', 44],
    x: ['usize', 48],
    y: ['usize', 52],
    dy: ['usize', 56],
    dx: ['usize', 60],
    random: ['usize', 64],
    mixture: ['usize', 68],
    dMixture: ['usize', 72],
    partial: ['usize', 76],
    at: ['usize', 80],
    rows: ['i32', 84],
    columns: ['i32', 88],
    out: ['usize', 92],
    next: ['i32', 96],
    apart: ['i32', 100],
  } },
  ScatteredJob: { bytes: 48, fields: {
    batch: ['i32', 0],
    inHeight: ['i32', 4],
    inWidth: ['i32', 8],
    channels: ['i32', 12],
    strideHeight: ['i32', 16],
    strideWidth: ['i32', 20],
    outHeight: ['i32', 24],
    outWidth: ['i32', 28],
    x: ['usize', 32],
    rows: ['i32', 36],
    products: ['usize', 40],
    product: ['usize', 44],
  } },
  WinogradJob: { bytes: 116, fields: {
    batch: ['i32', 0],
    inHeight: ['i32', 4],
    inWidth: ['i32', 8],
    outHeight: ['i32', 12],
    outWidth: ['i32', 16],
    padTop: ['i32', 20],
    padLeft: ['i32', 24],
    depth: ['i32', 28],
    width: ['i32', 32],
    transposed: ['i32', 36],
    x: ['usize', 40],
    kernels: ['usize', 44],
    results: ['usize', 48],
    finish: ['usize', 52],
    passBack: ['usize', 56],
    y: ['usize', 60],
    rows: ['usize', 64],
    ready: ['i32', 68],
    zeros: ['usize', 72],
    bands: ['i32', 76],
    inputs: ['usize', 80],
    inputBytes: ['i32', 84],
    panels: ['usize', 88],
    keep: ['i32', 92],
    sums: ['usize', 96],
    sumBytes: ['i32', 100],
    window: ['usize', 104],
    coefficients: ['usize', 108],
    product: ['usize', 112],
  } },
} as const;

/** Exports of the module. Pointers are bytes into the shared memory. */
export interface KernelExports {
  readonly layoutNumber: WebAssembly.Global<'i32'>;
  addFloats(sum: number, other: number, floats: number): void;
  areFinite(values: number, floats: number): number;
  assignmentFault(assignment: number, entries: number, tiles: number): number;
  averagePool(pointer: number): void;
  averagePoolGradient(pointer: number): void;
  boundedGradient(dy: number, y: number, target: number, count: number, low: number, high: number): void;
  broadcastColumn(op: number, swapped: number, a: number, b: number, out: number, outer: number, inner: number): void;
  broadcastRow(op: number, swapped: number, a: number, b: number, out: number, outer: number, inner: number, scratch: number): void;
  chain(pointer: number): void;
  clamp(x: number, out: number, floats: number, low: number, high: number): void;
  convolutionBiasGradient(pointer: number): void;
  convolutionFilterGradient(pointer: number): void;
  convolutionForward(pointer: number): void;
  convolutionInputGradient(pointer: number): void;
  depthwiseForward(pointer: number): void;
  depthwiseInputGradient(pointer: number): void;
  divideFloats(values: number, floats: number, divisor: number): void;
  elementwise(op: number, a: number, b: number, out: number, floats: number): void;
  gathered(pointer: number): void;
  groupRoom(wideFilters: number, runVectors: number): number;
  l1Project(point: number, clean: number, floats: number, radius: number): void;
  l1Step(point: number, gradient: number, clean: number, floats: number, length: number, radius: number, rank: number): void;
  l2Project(point: number, clean: number, floats: number, radius: number): void;
  l2Step(point: number, gradient: number, clean: number, floats: number, length: number, radius: number): void;
  linfProject(point: number, clean: number, floats: number, radius: number): void;
  linfStep(point: number, gradient: number, clean: number, floats: number, length: number, radius: number): void;
  mapsRoom(arrays: number, kernel: number, padded: number): number;
  maxPool(pointer: number): void;
  maxPoolGradient(pointer: number): void;
  mixSteps(point: number, ahead: number, previous: number, floats: number, weight: number): void;
  mixedPool(pointer: number): void;
  mixedPoolGradient(pointer: number): void;
  mixedPoolMixtureGradient(pointer: number): void;
  momentumStep(pointer: number): void;
  multiplyAddPeak(factors: number, iterations: number, sums: number): number;
  multiplyAddPeakOperations(): number;
  normalizationRoom(channels: number, radius: number): number;
  normalizedPoolRoom(channels: number, radius: number): number;
  pointwise(pointer: number): void;
  randomAssignment(states: number, out: number, images: number, patches: number, tiles: number): void;
  readingRoom(filters: number): number;
  readonly ADD: WebAssembly.Global<'i32'>;
  readonly BLOCK: WebAssembly.Global<'i32'>;
  readonly COEFFICIENTS_ROOM: WebAssembly.Global<'i32'>;
  readonly COLUMNS: WebAssembly.Global<'i32'>;
  readonly CONSTANTS_ROOM: WebAssembly.Global<'i32'>;
  readonly DIVIDE: WebAssembly.Global<'i32'>;
  readonly ELEMENT: WebAssembly.Global<'i32'>;
  readonly ENTRY: WebAssembly.Global<'i32'>;
  readonly FILTER_BLOCK: WebAssembly.Global<'i32'>;
  readonly FILTER_STRIP: WebAssembly.Global<'i32'>;
  readonly HARD_SWISH: WebAssembly.Global<'i32'>;
  readonly MAXIMUM: WebAssembly.Global<'i32'>;
  readonly MINIMUM: WebAssembly.Global<'i32'>;
  readonly MOST_PATCHES: WebAssembly.Global<'i32'>;
  readonly MULTIPLY: WebAssembly.Global<'i32'>;
  readonly PANEL_ROOM: WebAssembly.Global<'i32'>;
  readonly PIXEL_BYTES: WebAssembly.Global<'i32'>;
  readonly POSITION_BYTES: WebAssembly.Global<'i32'>;
  readonly PRODUCT_ROOM: WebAssembly.Global<'i32'>;
  readonly ROW_ROOM: WebAssembly.Global<'i32'>;
  readonly STRIP: WebAssembly.Global<'i32'>;
  readonly SUBTRACT: WebAssembly.Global<'i32'>;
  readonly SWISH: WebAssembly.Global<'i32'>;
  readonly TABLE_BYTES: WebAssembly.Global<'i32'>;
  readonly WINDOW_ROOM: WebAssembly.Global<'i32'>;
  responseNormalization(pointer: number): void;
  responseNormalizationGradient(pointer: number): void;
  scattered(pointer: number): void;
  sign(x: number, out: number, floats: number): void;
  stochasticPool(pointer: number): void;
  stochasticPoolGradient(pointer: number): void;
  vectorsRoom(rows: number, inputs: number, squares: number): number;
  weightedPool(pointer: number): void;
  weightedPoolGradient(pointer: number): void;
  winograd(pointer: number): void;
}

/** The module exports the same number as `layoutNumber`. */
export const layoutNumber = -1332553347;
