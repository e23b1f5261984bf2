import { UserError } from './errors.js';

/** Packages that are installed only where they are used, in the versions that were tried. */
const optionalPackages = {
  bullmq: '6.7.0',
  ioredis: '6.0.0',
  '@aws-sdk/client-s3': '3.1175.0',
} as const;

export type OptionalPackage = keyof typeof optionalPackages;

/**
 * Loads an optional package by `load`, its dynamic import. `user`: the flag that needs it. Rejects with `UserError` and the
 * command that installs it if it is missing.
 */
export async function loadOptional<Module>(
  name: OptionalPackage,
  load: () => Promise<Module>,
  user: string,
): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const packages = name.startsWith('@aws') ? ([name] as const) : (['bullmq', 'ioredis'] as const);
    throw new UserError({
      where: user,
      expected: `the package ${name}, which is installed only where it is needed`,
      found: 'no such package',
      remedy: `npm install ${packages.map((own) => `${own}@${optionalPackages[own]}`).join(' ')}`,
    });
  }
}
