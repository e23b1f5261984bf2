import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Names of fonts for charts and pages; those after Inter serve labels in scripts that its Latin part lacks. */
export const fontFamily = "Inter, 'Noto Sans', 'DejaVu Sans', 'Liberation Sans', Arial, sans-serif";

export const fontWeights = [400, 600] as const;

/** Bytes of Inter's Latin part in WOFF2, a file a weight. */
export function interFont(weight: (typeof fontWeights)[number]): Buffer {
  return readFileSync(require.resolve(`@fontsource/inter/files/inter-latin-${weight}-normal.woff2`));
}
