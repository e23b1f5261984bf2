import { GlobalFonts } from '@napi-rs/canvas';
import { fontWeights, interFont } from './typeface.js';

let isRegistered = false;

/** Registers Inter with the canvas: without it, text would be missing on machines without fonts. */
export function registerFonts(): void {
  if (isRegistered) return;
  for (const weight of fontWeights) {
    if (!GlobalFonts.register(interFont(weight), 'Inter')) throw new Error(`Inter, weight ${weight}, cannot be read`);
  }
  isRegistered = true;
}
