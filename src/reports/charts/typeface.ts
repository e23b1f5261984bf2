import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Names of fonts for charts and pages; those after Inter are for scripts outside its Latin subset. */
export const fontFamily = "Inter, 'Noto Sans', 'DejaVu Sans', 'Liberation Sans', Arial, sans-serif";

export const fontWeights = [400, 600] as const;

/** Bytes of Inter's Latin subset in WOFF2, one file per weight. */
export function interFont(weight: (typeof fontWeights)[number]): Buffer {
  return readFileSync(require.resolve(`@fontsource/inter/files/inter-latin-${weight}-normal.woff2`));
}
