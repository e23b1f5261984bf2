import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Names of fonts for charts and pages; those after Inter are for scripts outside its Latin subset. */
export const fontFamily = "Inter, 'Noto Sans', 'DejaVu Sans', 'Liberation Sans', Arial, sans-serif";

export const fontWeights = [400, 600] as const;

/**
 * The same typeface without its alternate glyphs. The canvas writes glyphs into an SVG as the characters of the font's character map, so
 * it loses those that the font replaces by their context: the brackets of "(16)", the sign of "-40".
 */
export const plainFontFamily = fontFamily.replace('Inter', "'Inter Plain'");

/** Bytes of Inter's Latin subset in WOFF2, one file per weight. */
export function interFont(weight: (typeof fontWeights)[number]): Buffer {
  return readFileSync(require.resolve(`@fontsource/inter/files/inter-latin-${weight}-normal.woff2`));
}

/** Bytes of the same subset in WOFF, whose table of substitutions (GSUB) has a name that nothing reads. */
export function plainInterFont(weight: (typeof fontWeights)[number]): Buffer {
  const font = readFileSync(require.resolve(`@fontsource/inter/files/inter-latin-${weight}-normal.woff`));
  const tables = font.readUInt16BE(12);
  const places = Array.from({ length: tables }, (_, table) => 44 + 20 * table);
  const place = places.find((at) => font.toString('latin1', at, at + 4) === 'GSUB');
  if (place === undefined) throw new Error(`Inter, weight ${weight}: no table of substitutions was found`);
  font.write('GSUX', place, 'latin1');
  return font;
}
