export type TutorialStep =
  | { readonly kind: 'file'; readonly name: string; readonly content: string }
  | { readonly kind: 'commands'; readonly content: string }
  | { readonly kind: 'printed'; readonly lines: readonly string[] };
export function tutorialSteps(file: string): TutorialStep[];
