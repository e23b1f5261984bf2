import type { AttackKind } from './attackKind.js';

/** A parameter's default in words; null if it is required. */
export function defaultText({ parameters, derived }: AttackKind, name: string): string | null {
  const given: unknown = parameters[name]!.default;
  return given === undefined ? (derived[name]?.words ?? null) : String(given);
}

/** Whether it is required. */
export function isRequired(kind: AttackKind, name: string): boolean {
  return defaultText(kind, name) === null;
}

/** A parameter's allowed values in words. */
export function boundsText({ parameters }: AttackKind, name: string): string {
  const { title, enum: names } = parameters[name]! as { readonly title?: string; readonly enum?: readonly string[] };
  return names === undefined ? (title ?? 'see docs/attacks.md') : names.join(', ');
}
