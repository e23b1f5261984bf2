import { type TUnsafe, Type } from '@sinclair/typebox';

/**
 * What a transfer attack makes its examples on: a model of the suite by its id, any model by its path (relative to the
 * suite's folder, with a slash in it, so that it is no id), or the attacked model with all its draws being this one.
 */
export type TransferSource = { readonly model: string } | { readonly path: string } | { readonly frozenDraw: number };

/** The parameter of a transfer attack. */
export const transferSource: TUnsafe<TransferSource> = Type.Unsafe<TransferSource>({
  $ref: '#/definitions/source',
  description: 'The model on which the examples are made',
});

/** Under which name the model of a transfer's source is known in a run: its id or its path; null for the attacked model itself. */
export function transferSourceName(source: TransferSource): string | null {
  if ('model' in source) return source.model;
  return 'path' in source ? source.path : null;
}
