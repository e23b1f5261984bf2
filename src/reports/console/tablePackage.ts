import { createRequire } from 'node:module';

/** The package that lays out tables, loaded with the first one. */
export function tablePackage(): typeof import('table') {
  return createRequire(import.meta.url)('table');
}
