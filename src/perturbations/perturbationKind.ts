/** What the desk knows of a kind of perturbation. The check that belongs to it is the lab's half, in src/cells/bounds/. */
export interface PerturbationKind<Own extends { readonly kind: string }> {
  readonly kind: Own['kind'];
  /** How messages tell one from another, e.g. `of the norm l2`. */
  words(own: Own): string;
  /** What an epsilon is, as reports say it; empty where that goes without saying. */
  meaning(own: Own): string;
  /** The greatest epsilon that a suite can ask for. */
  greatestEpsilon(own: Own): number;
  /** How charts show epsilons: times `scale`, in units that `words` name. */
  axis(own: Own): { readonly scale: number; readonly words: string };
}
