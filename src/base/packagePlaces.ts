/**
 * The package's folder, and the one of its program: `src/` or `dist/`. The build joins modules to files in other folders, so only this
 * module may tell a place by its own.
 */
export const packageRoot = new URL('../../', import.meta.url);
export const programFolder = new URL('../', import.meta.url);
