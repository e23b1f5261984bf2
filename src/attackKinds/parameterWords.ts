import type { AttackKind } from './attackKind.js';
import { type Parameters, unset } from './parameters.js';

/** A parameter's default in words; null if it is required. */
export function defaultText({ parameters, derived }: AttackKind, name: string): string | null {
  const given: unknown = parameters[name]!.default;
  return given === undefined ? (derived[name]?.words ?? leftOutText(parameters, name)) : String(given);
}

/** What leaving a parameter out means if the settings then lack it; null for other parameters. */
export function leftOutText(parameters: Parameters, name: string): string | null {
  return (parameters[name] as { readonly [unset]?: string })[unset] ?? null;
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
