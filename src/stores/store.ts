/** Objects by name that several machines see: records of cells, and files of models and data. Names have no spaces or dots. */
export interface Store {
  /** Where it is, without credentials, for messages. */
  readonly place: string;
  /** The object as it was stored, or null. Its content is not checked. */
  get(name: string): Promise<Uint8Array | null>;
  /**
   * Stores an object under a name that has none; an object that is there stays unless `replace` is true. Readers see a whole object
   * or none. Rejects with `StoreFull` if there is no room.
   */
  put(name: string, bytes: Uint8Array, options?: { readonly replace?: boolean }): Promise<void>;
  /** For each name whether there is an object. */
  present(names: readonly string[]): Promise<boolean[]>;
  close(): Promise<void>;
}

/** The store has no room for an object. */
export class StoreFull extends Error {
  override readonly name = 'StoreFull';
}
