import { GlobalFonts } from '@napi-rs/canvas';
import { fontWeights, interFont } from './typeface.js';

let isRegistered = false;

/** Makes the canvas know Inter: without a font of our own, text would vanish on machines that have none. */
export function registerFonts(): void {
  if (isRegistered) return;
  for (const weight of fontWeights) {
    if (!GlobalFonts.register(interFont(weight), 'Inter')) throw new Error(`Inter, weight ${weight}, cannot be read`);
  }
  isRegistered = true;
}
