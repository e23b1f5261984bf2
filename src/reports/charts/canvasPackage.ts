import { createRequire } from 'node:module';

/** The package that draws pictures, loaded with the first one: its native library takes longer to load than most commands to run. */
export function canvasPackage(): typeof import('@napi-rs/canvas') {
  return createRequire(import.meta.url)('@napi-rs/canvas');
}
