import { COLUMNS } from '../pointwise/multiply';

/** Channels of kernels transformed together. */
export const KERNEL_DEPTH: i32 = 16;

/** Channels of pixels transformed together. */
export const PIXEL_DEPTH: i32 = 64;

const KERNEL_WINDOW: i32 = ((9 + 18) * KERNEL_DEPTH * COLUMNS) << 2;
const PIXEL_WINDOW: i32 = (36 * PIXEL_DEPTH) << 2;

/** Bytes of the lines of a window that are transformed along one of two axes. */
export const WINDOW_ROOM: i32 = max(KERNEL_WINDOW, PIXEL_WINDOW);
