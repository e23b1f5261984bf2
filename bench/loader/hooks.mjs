// Benches and fault campaigns are TypeScript that imports the program from src/, but run and measure its build in dist/.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = new URL('../../', import.meta.url).href;
const [source, build, bench, test] = ['src/', 'dist/', 'bench/', 'test/'].map((folder) => root + folder);
const isOwn = (url) => url?.startsWith(bench) || url?.startsWith(test);

/** Maps imports from src/ to dist/, and other .js imports to the .ts file beside them. */
export function resolve(specifier, context, next) {
  if (!isOwn(context.parentURL) || !specifier.startsWith('.')) return next(specifier, context);
  const { href } = new URL(specifier, context.parentURL);
  if (href.startsWith(source)) return next(build + href.slice(source.length), context);
  return next(isOwn(href) ? href.replace(/\.js$/, '.ts') : href, context);
}

/** Removes the types. */
export async function load(url, context, next) {
  if (!isOwn(url) || !url.endsWith('.ts')) return next(url, context);
  const text = await readFile(new URL(url), 'utf8');
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, inlineSourceMap: true };
  const { outputText } = ts.transpileModule(text, { compilerOptions, fileName: fileURLToPath(url) });
  return { format: 'module', source: outputText, shortCircuit: true };
}
