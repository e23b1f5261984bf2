import { canvasPackage } from './canvasPackage.js';
import { fontWeights, interFont, plainInterFont } from './typeface.js';

let isRegistered = false;

/** Registers Inter with the canvas, once as it is and once without alternate glyphs: without it, text would be missing on machines without fonts. */
export function registerFonts(): void {
  if (isRegistered) return;
  const { GlobalFonts } = canvasPackage();
  for (const weight of fontWeights) {
    const fonts = { Inter: interFont(weight), 'Inter Plain': plainInterFont(weight) };
    for (const [name, font] of Object.entries(fonts))
      if (!GlobalFonts.register(font, name)) throw new Error(`${name}, weight ${weight}, cannot be read`);
  }
  isRegistered = true;
}
