/** A test case of JUnit's XML. */
export interface TestCase {
  /** The same from run to run, without figures. */
  readonly name: string;
  /** Figures. */
  readonly output?: string;
  /** Why the case could not be tested. */
  readonly skipped?: string;
  readonly problem?: { readonly kind: 'failure' | 'error'; readonly message: string; readonly detail: string };
}
