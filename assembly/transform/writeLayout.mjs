import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { Transform } from 'assemblyscript/transform';

const target = new URL('../../src/kernels/bindings/moduleLayout.ts', import.meta.url);

/**
 * Writes the facts that TypeScript needs to src/kernels/bindings/moduleLayout.ts while the kernels are compiled: the fields of
 * each job class as laid out by the compiler, and the signatures of all exports. The module exports a hash of that text, so that
 * a program and a module that do not match are detected at startup.
 */
export default class extends Transform {
  afterCompile(module) {
    const text = `${jobLayouts(this.program)}\n${moduleExports(this.program)}`;
    const hash = createHash('sha256').update(text).digest().readInt32LE(0);
    module.addGlobal('layoutNumber', i32, false, module.i32.const(hash));
    module.addGlobalExport('layoutNumber', 'layoutNumber');
    const file = `// Written by \`npm run build:kernels\` from the classes and exports in assembly/, whose comments say what each is for.\n\n${text}\n/** The module exports the same number as \`layoutNumber\`. */\nexport const layoutNumber = ${hash};\n`;
    if (read() !== file) writeFileSync(target, file);
  }
}

/** Binaryen's number of the type. */
const i32 = 2;

/** `ElementKind.Global` of the compiler. */
const globalKind = 0;

/** Classes written by the host are named *Job. */
function jobLayouts(program) {
  const jobs = [...program.instancesByName].filter(([name, { members }]) => /^assembly\/.*Job$/.test(name) && members);
  const layouts = jobs.map(([, job]) => `  ${job.name}: { bytes: ${job.nextMemoryOffset}, fields: {\n${fields(job)}  } },\n`);
  return `/** Fields of jobs: type and offset in bytes. */\nexport const jobLayouts = {\n${layouts.sort().join('')}} as const;\n`;
}

function fields(job) {
  const lines = [...job.members].map(([name, { instance }]) => `    ${name}: ['${instance.type}', ${instance.memoryOffset}],\n`);
  return lines.join('');
}

function moduleExports(program) {
  const { exports } = program.filesByName.get('assembly/index');
  const lines = [...exports].map(([name, element]) => `  ${element.kind === globalKind ? constant(name) : signature(name, element)}\n`);
  return `/** Exports of the module. Pointers are bytes into the shared memory. */\nexport interface KernelExports {\n  readonly layoutNumber: WebAssembly.Global<'i32'>;\n${lines.sort().join('')}}\n`;
}

function constant(name) {
  return `readonly ${name}: WebAssembly.Global<'i32'>;`;
}

function signature(name, { functionTypeNode, instances }) {
  const { returnType } = [...instances.values()][0].signature;
  const parameters = functionTypeNode.parameters.map((parameter) => `${parameter.name.text}: number`);
  return `${name}(${parameters.join(', ')}): ${returnType.toString() === 'void' ? 'void' : 'number'};`;
}

function read() {
  try {
    return readFileSync(target, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}
