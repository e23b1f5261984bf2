import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Modules, as they stand in `src/` or in `dist/`, that TypeScript names by the extension that they are compiled to. */
const sourceExtensions: Readonly<Record<string, string>> = { '.js': '.ts', '.cjs': '.cts' };

/** What a module names to be loaded or read: imports, exports from elsewhere, calls of import, require and resolve. Not types. */
const patterns = [
  /(?:^|[\s;}])(?:import|export)\b(?!\s*type\b)[^'"`;()]*?\bfrom\s*['"]([^'"\n]+)['"]/g,
  /(?:^|[\s;}])import\s*['"]([^'"\n]+)['"]/g,
  /\b(?:import|require|resolve)\(\s*['"]([^'"\n]+)['"]\s*\)/g,
];

/**
 * Paths of all modules that a module loads, itself first: the program's own and those of packages, however deep. Native
 * addons are left out, as every platform has others; what is loaded by a name that is computed cannot be seen.
 */
export function computingFiles(entry: string): string[] {
  const found = new Set([entry]);
  for (const file of found) {
    if (!/\.[cm]?[jt]s$/.test(file)) continue;
    for (const name of namesIn(readFileSync(file, 'utf8'))) {
      const path = resolveName(name, file);
      if (path !== null && extname(path) !== '.node') found.add(path);
    }
  }
  return [...found];
}

function namesIn(text: string): Set<string> {
  return new Set(patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name]) => name!)));
}

/** Null for what Node brings along, and for what is not there: packages ask for others that are optional. */
function resolveName(name: string, from: string): string | null {
  if (isBuiltin(name)) return null;
  if (name.startsWith('.')) {
    const path = join(dirname(from), name);
    const source = path.replace(/\.c?js$/, (extension) => sourceExtensions[extension]!);
    const own = [path, source].find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
    if (own !== undefined) return own;
  }
  return (isModule(from) ? importedPath(name) : null) ?? requiredPath(name, from);
}

/** Of packages that hold every file twice, imports take another copy than calls of require. */
function importedPath(name: string): string | null {
  try {
    return fileURLToPath(import.meta.resolve(name));
  } catch {
    return null;
  }
}

function requiredPath(name: string, from: string): string | null {
  try {
    return createRequire(from).resolve(name);
  } catch {
    return null;
  }
}

/** Whether a file of the program is loaded by import; packages' names are all resolved as require does. */
function isModule(file: string): boolean {
  return /\.[jt]s$/.test(file) && !file.includes(`${sep}node_modules${sep}`);
}
