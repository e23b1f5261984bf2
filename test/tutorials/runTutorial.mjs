// Follows a tutorial in an empty folder: node runTutorial.mjs <tutorial.md> <folder> <what to install instead of rapa>
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { tutorialSteps } from './tutorialSteps.mjs';

/**
 * Runs every step in a folder with bash, which stops at the first command that fails. `install` replaces `npm install rapa`. Rejects,
 * with everything that was printed, if a command fails or does not print a line that the tutorial shows.
 */
export async function runTutorial(file, { folder, install, env = readersEnvironment() }) {
  let printed = '';
  for (const step of tutorialSteps(file)) {
    if (step.kind === 'file') {
      mkdirSync(dirname(join(folder, step.name)), { recursive: true });
      writeFileSync(join(folder, step.name), step.content);
    } else if (step.kind === 'commands') {
      const commands = step.content.replaceAll('npm install rapa', install);
      const run = await runCommands(commands, { cwd: folder, env });
      printed = run.printed;
      if (run.code !== 0) throw new Error(`${file}: exit code ${run.code} of\n${commands}\n${printed}`);
    } else {
      const missing = step.lines.find((line) => !printed.split('\n').some((own) => isShown(line, own)));
      if (missing !== undefined) throw new Error(`${file}: '${missing}' was not printed, but\n${printed}`);
    }
  }
}

/** This process's variables without those of CI, of npm and of the program: a reader has none of them. */
export function readersEnvironment() {
  const own = Object.entries(process.env).filter(([key]) => !/^npm_|^RAPA_|^CI$|^NO_COLOR$/.test(key));
  return Object.fromEntries(own);
}

/** Whether a printed line is the one that a tutorial shows, where ` ... ` stands for anything. */
function isShown(line, printed) {
  const [start, end = ''] = line.split(' ... ');
  return line.includes(' ... ') ? printed.startsWith(start) && printed.endsWith(end) : printed === line;
}

function runCommands(commands, options) {
  return new Promise((resolve) => {
    const shell = spawn('bash', ['-e', '-c', commands], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [shell.stdout, shell.stderr]) {
      stream.on('data', (chunk) => {
        printed += chunk;
      });
    }
    shell.on('close', (code, signal) => resolve({ code: code ?? signal, printed }));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file, folder, install] = process.argv.slice(2);
  mkdirSync(folder, { recursive: true });
  await runTutorial(file, { folder, install });
}
