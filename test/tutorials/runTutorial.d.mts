export function runTutorial(
  file: string,
  options: { readonly folder: string; readonly install: string; readonly env?: NodeJS.ProcessEnv },
): Promise<void>;

/** This process's variables without those of CI, of npm and of the program: a reader has none of them. */
export function readersEnvironment(): NodeJS.ProcessEnv;
