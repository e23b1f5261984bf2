import { commandText } from './typedCommand.js';

/**
 * A message in which every command of the program, written `rapa ...` in backticks, is named in the way in which this process was
 * called: with npx, with npm or directly.
 */
export function asCalled(
  text: string,
  started: { readonly argv: readonly string[]; readonly env: NodeJS.ProcessEnv } = process,
): string {
  const isScript = ['eval', 'train', 'rapa'].includes(started.env.npm_lifecycle_event ?? '');
  const program = isScript ? 'npm run rapa --' : commandText([], started).trim();
  return text.replace(/`rapa (?=[^`]*`)/g, `\`${program} `);
}
