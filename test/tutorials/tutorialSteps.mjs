import { readFileSync } from 'node:fs';

/**
 * The steps of a tutorial in order: files to write (```json suite.json), commands to run (```sh) and lines that the commands before
 * must have printed (```text). Throws for any other code block.
 */
export function tutorialSteps(file) {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^```(\S*)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(([, language, name, content]) => {
    if (name !== undefined) return { kind: 'file', name, content };
    if (language === 'sh') return { kind: 'commands', content };
    if (language === 'text') return { kind: 'printed', lines: content.trim().split('\n') };
    throw new Error(`${file}: a code block of the language '${language}' has no file name`);
  });
}
