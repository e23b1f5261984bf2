/** 64-bit integers as decoded by protobufjs: `Long`, or a number if it fits. */
export type Integer = number | { toNumber(): number };

/** A decoded ONNX file, field by field; missing fields have protobuf's defaults. */
export interface ModelMessage {
  readonly irVersion: Integer;
  readonly producerName: string;
  readonly producerVersion: string;
  readonly graph?: GraphMessage | null;
  readonly opsetImport: readonly { readonly domain: string; readonly version: Integer }[];
}

export interface GraphMessage {
  readonly node: readonly NodeMessage[];
  readonly name: string;
  readonly initializer: readonly TensorMessage[];
  readonly input: readonly ValueInfoMessage[];
  readonly output: readonly ValueInfoMessage[];
  readonly sparseInitializer: readonly unknown[];
}

export interface NodeMessage {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name: string;
  readonly opType: string;
  readonly attribute: readonly AttributeMessage[];
  readonly domain: string;
}

export interface AttributeMessage {
  readonly name: string;
  readonly f: number;
  readonly i: Integer;
  readonly s: Uint8Array;
  readonly t?: TensorMessage | null;
  readonly g?: GraphMessage | null;
  readonly floats: readonly number[];
  readonly ints: readonly Integer[];
  readonly strings: readonly Uint8Array[];
  readonly type: number;
}

export interface TensorMessage {
  readonly dims: readonly Integer[];
  readonly dataType: number;
  readonly floatData: readonly number[];
  readonly int32Data: readonly number[];
  readonly int64Data: readonly Integer[];
  readonly uint64Data: readonly Integer[];
  readonly doubleData: readonly number[];
  readonly name: string;
  readonly rawData: Uint8Array;
  readonly externalData: readonly { readonly key: string; readonly value: string }[];
  readonly dataLocation: number;
}

export interface ValueInfoMessage {
  readonly name: string;
  readonly type?: {
    readonly tensorType?: {
      readonly elemType: number;
      readonly shape?: { readonly dim: readonly DimensionMessage[] } | null;
    } | null;
  } | null;
}

export interface DimensionMessage {
  readonly dimValue: Integer;
  readonly dimParam: string;
}

/** A 64-bit integer as a number: exact up to 2^53, otherwise the nearest, for example for ends of slices (2^63 - 1). */
export function toNumber(value: Integer): number {
  return typeof value === 'number' ? value : value.toNumber();
}
