import type { AttackKind } from './attackKind.js';

/** What a parameter is if it is left out, in words; null for one that must be given. */
export function defaultText({ parameters, derived }: AttackKind, name: string): string | null {
  const given: unknown = parameters[name]!.default;
  return given === undefined ? (derived[name]?.words ?? null) : String(given);
}

/** Whether a suite must give it. */
export function isRequired(kind: AttackKind, name: string): boolean {
  return defaultText(kind, name) === null;
}

/** What values a parameter can have, in words. */
export function boundsText({ parameters }: AttackKind, name: string): string {
  const { title, enum: names } = parameters[name]! as { readonly title?: string; readonly enum?: readonly string[] };
  return names === undefined ? (title ?? 'see docs/attacks.md') : names.join(', ');
}
