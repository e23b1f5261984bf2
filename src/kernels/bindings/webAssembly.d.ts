/** The part of the WebAssembly interface that is used here; TypeScript has it only among the browser's types. */
declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer;
  }
  /** An immutable number that a module exports. */
  class Global<T extends 'i32'> {
    readonly value: T extends 'i32' ? number : never;
  }
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
    static imports(module: Module): { readonly module: string; readonly name: string; readonly kind: string }[];
  }
  class Instance {
    readonly exports: object;
    constructor(module: Module, imports: Record<string, Record<string, Memory>>);
  }
  function validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}
