import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A module's dependencies: imports, re-exports, and calls of import, require and resolve, which joining
 * modules may have numbered. Not types.
 */
const patterns = [
  /(?:^|[\s;}])(?:import|export)\b(?!\s*type\b)[^'"`;()]*?\bfrom\s*['"]([^'"\n]+)['"]/g,
  /(?:^|[\s;}])import\s*['"]([^'"\n]+)['"]/g,
  /(?:\b(?:import|require\d*|resolve)|\bcreateRequire\d*\([\w.]+\))\(\s*['"]([^'"\n]+)['"]\s*\)/g,
];

/**
 * Paths of all modules that a module loads, itself first: modules of the program and of packages, recursively. Native addons are
 * left out because they differ between platforms; dynamic imports with computed names cannot be detected. `relativeOnly`: packages
 * are left out.
 */
export function computingFiles(
  entry: string,
  { relativeOnly = false }: { readonly relativeOnly?: boolean } = {},
): string[] {
  const found = new Set([entry]);
  for (const file of found) {
    if (!isScript(file)) continue;
    for (const name of namesIn(readFileSync(file, 'utf8'))) {
      if (relativeOnly && !name.startsWith('.')) continue;
      const path = resolveName(name, file);
      if (path !== null && extname(path) !== '.node') found.add(path);
    }
  }
  return [...found];
}

/** Names of the packages that a module loads, as it names them; none of Node's built-in modules. */
export function moduleNames(file: string): string[] {
  if (!isScript(file)) return [];
  return [...namesIn(readFileSync(file, 'utf8'))].filter((name) => !/^[./]|^file:/.test(name) && !isBuiltin(name));
}

function isScript(file: string): boolean {
  return /\.[cm]?[jt]s$/.test(file);
}

function namesIn(text: string): Set<string> {
  return new Set(patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name]) => name!)));
}

/** Null for Node's built-in modules and for missing optional packages. */
function resolveName(name: string, from: string): string | null {
  if (isBuiltin(name)) return null;
  if (name.startsWith('.')) {
    const path = join(dirname(from), name);
    const source = path.replace(/\.js$/, '.ts'); // TypeScript imports modules in src/ with the compiled extension
    const own = [path, source].find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
    if (own !== undefined) return own;
  }
  return (isModule(from) ? importedPath(name) : null) ?? requiredPath(name, from);
}

/** In packages with two copies of every file, import and require load different copies. */
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

/** Whether a file of the program is loaded by import; package names are always resolved like require. */
function isModule(file: string): boolean {
  return /\.[jt]s$/.test(file) && !file.includes(`${sep}node_modules${sep}`);
}
