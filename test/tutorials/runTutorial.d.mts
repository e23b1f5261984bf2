export function runTutorial(
  file: string,
  options: { readonly folder: string; readonly install: string; readonly env?: NodeJS.ProcessEnv },
): Promise<void>;
