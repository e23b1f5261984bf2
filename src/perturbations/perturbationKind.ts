/** The description of a kind of perturbation. Its check is in src/cells/bounds/. */
export interface PerturbationKind<Own extends { readonly kind: string }> {
  readonly kind: Own['kind'];
  /** The name in messages, e.g. `of the norm l2`. */
  words(own: Own): string;
  /** What an epsilon means, for reports; empty if it is obvious. */
  meaning(own: Own): string;
  /** The largest epsilon allowed in a suite. */
  greatestEpsilon(own: Own): number;
  /** How charts show epsilons: multiplied by `scale`, in the unit `words`. */
  axis(own: Own): { readonly scale: number; readonly words: string };
}
