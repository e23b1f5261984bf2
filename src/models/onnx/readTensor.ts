import { UserError } from '../../base/errors.js';
import type { ExternalData } from './externalData.js';
import { type TensorMessage, toNumber } from './messages.js';
import { type HostType, type HostValue, hostValue, sizeOf } from './values.js';

/** An element type of TensorProto: how its bytes are read, and the field of its values if there are no raw bytes. */
interface ElementType {
  readonly name: string;
  readonly type: HostType;
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
  readonly field: (tensor: TensorMessage) => ArrayLike<number>;
}

const int32 = ({ int32Data }: TensorMessage) => int32Data;
const halves = ({ int32Data }: TensorMessage) => Float32Array.from(int32Data, halfToNumber);
const brains = ({ int32Data }: TensorMessage) => Float32Array.from(int32Data, brainToNumber);

/** By their numbers in onnx.proto. Strings, complex numbers and quantised types of up to 8 bits are not supported. */
const elementTypes: Readonly<Record<number, ElementType>> = {
  1: element(
    'float32',
    'float32',
    4,
    (v, at) => v.getFloat32(at, true),
    ({ floatData }) => floatData,
  ),
  2: element('uint8', 'int', 1, (v, at) => v.getUint8(at), int32),
  3: element('int8', 'int', 1, (v, at) => v.getInt8(at), int32),
  4: element('uint16', 'int', 2, (v, at) => v.getUint16(at, true), int32),
  5: element('int16', 'int', 2, (v, at) => v.getInt16(at, true), int32),
  6: element('int32', 'int', 4, (v, at) => v.getInt32(at, true), int32),
  7: element(
    'int64',
    'int',
    8,
    (v, at) => Number(v.getBigInt64(at, true)),
    (t) => t.int64Data.map(toNumber),
  ),
  9: element('bool', 'bool', 1, (v, at) => v.getUint8(at), int32),
  10: element('float16', 'float32', 2, (v, at) => halfToNumber(v.getUint16(at, true)), halves),
  11: element(
    'float64',
    'float64',
    8,
    (v, at) => v.getFloat64(at, true),
    ({ doubleData }) => doubleData,
  ),
  12: element(
    'uint32',
    'int',
    4,
    (v, at) => v.getUint32(at, true),
    (t) => t.uint64Data.map(toNumber),
  ),
  13: element(
    'uint64',
    'int',
    8,
    (v, at) => Number(v.getBigUint64(at, true)),
    (t) => t.uint64Data.map(toNumber),
  ),
  16: element('bfloat16', 'float32', 2, (v, at) => brainToNumber(v.getUint16(at, true)), brains),
};

function element(
  ...[name, type, bytes, read, field]: [
    name: string,
    type: HostType,
    bytes: number,
    read: ElementType['read'],
    field: ElementType['field'],
  ]
): ElementType {
  return { name, type, bytes, read, field };
}

/** The host type of an element type's number in onnx.proto; undefined if it is not supported. */
export function hostTypeOf(dataType: number): HostType | undefined {
  return elementTypes[dataType]?.type;
}

/** A constant of the file. Throws `UserError`, naming it, if its type is not supported or values are missing. */
export function readTensor(file: string, tensor: TensorMessage, external: ExternalData): HostValue {
  const where = `${file}, tensor '${tensor.name}'`;
  const kind = elementTypes[tensor.dataType];
  if (kind === undefined) {
    const expected = `one of ${Object.values(elementTypes)
      .map(({ name }) => name)
      .join(', ')}`;
    throw new UserError({ where, expected, found: `element type ${tensor.dataType}` });
  }
  const shape = tensor.dims.map(toNumber);
  const size = sizeOf(shape);
  const isExternal = tensor.dataLocation === 1;
  const raw = isExternal ? external.read(where, tensor.externalData, size * kind.bytes) : tensor.rawData;
  const data = isExternal || raw.length > 0 ? fromBytes(kind, raw) : kind.field(tensor);
  if (data.length === size) return hostValue(kind.type, shape, data);
  throw new UserError({
    where,
    expected: `${size} numbers, as its shape [${shape.join(', ')}] says`,
    found: String(data.length),
    remedy: 'the file is damaged: copy or export the model again',
  });
}

function fromBytes({ type, bytes, read }: ElementType, raw: Uint8Array): Float32Array | Float64Array {
  const length = Math.floor(raw.length / bytes);
  // Most weights: their bytes are used directly, or copied if they are not aligned.
  if (type === 'float32' && bytes === 4) {
    const aligned = raw.byteOffset % 4 === 0 ? raw : Uint8Array.from(raw);
    return new Float32Array(aligned.buffer, aligned.byteOffset, length);
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  const data = type === 'float32' ? new Float32Array(length) : new Float64Array(length);
  for (let at = 0; at < length; at++) data[at] = read(view, at * bytes);
  return data;
}

/** IEEE half precision: 1 sign bit, 5 exponent bits, 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** bfloat16: the upper half of a 32-bit float. */
function brainToNumber(bits: number): number {
  return new Float32Array(Uint32Array.of((bits & 0xffff) << 16).buffer)[0]!;
}
