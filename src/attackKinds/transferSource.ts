import { type TUnsafe, Type } from '@sinclair/typebox';

/**
 * The source of a transfer attack: a model of the suite by id, any model by path (relative to the suite's folder and with a
 * slash, so that it cannot be an id), or the attacked model with its draw frozen.
 */
export type TransferSource = { readonly model: string } | { readonly path: string } | { readonly frozenDraw: number };

/** The parameter of a transfer attack. */
export const transferSource: TUnsafe<TransferSource> = Type.Unsafe<TransferSource>({
  $ref: '#/definitions/source',
  description: 'The model on which the examples are made',
});

/** The source model's name in a run: its id or path; null for the attacked model. */
export function transferSourceName(source: TransferSource): string | null {
  if ('model' in source) return source.model;
  return 'path' in source ? source.path : null;
}
