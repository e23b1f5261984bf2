import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import createCodec from '@jsquash/jpeg/codec/dec/mozjpeg_dec.js';
import type { ImageHeader } from './imageHeader.js';
import type { StoredImage } from './storedImage.js';

/** Width x height x RGBA. */
interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

type Decode = (bytes: Uint8Array, followsOrientation: boolean) => Decoded | null;

interface Codec {
  readonly decode: Decode;
  /** libjpeg's damage warnings since the last image. */
  readonly words: string[];
}

let compiled: WebAssembly.Module | undefined;
let codec: Codec | undefined;

/**
 * Samples of a JPEG with one or three channels, as decoded by libjpeg, or the problem, including damage that libjpeg would
 * conceal. The file's structure is already checked (`imageHeader`).
 */
export function decodeJpeg(bytes: Buffer, { isGrey }: ImageHeader): StoredImage | string {
  codec ??= startCodec();
  codec.words.length = 0;
  let decoded: Decoded | null;
  try {
    decoded = codec.decode(bytes, false);
  } catch {
    const said = codec.words.join(', ');
    codec = undefined; // its memory is in an unknown state
    return `a JPEG that does not decode${said === '' ? '' : ` (${said})`}`;
  }
  if (decoded === null || codec.words.length > 0) return `a damaged JPEG (${codec.words.join(', ')})`;
  return withoutAlpha(decoded, isGrey ? 1 : 3);
}

/** Instantiates synchronously, because images are decoded in synchronous code. */
function startCodec(): Codec {
  const file = createRequire(import.meta.url).resolve('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm');
  compiled ??= new WebAssembly.Module(readFileSync(file));
  const words: string[] = [];
  const module = {
    noInitialRun: true,
    printErr: (line: string) => words.push(line),
    instantiateWasm: (
      imports: ConstructorParameters<typeof WebAssembly.Instance>[1],
      done: (instance: WebAssembly.Instance) => void,
    ) => {
      const instance = new WebAssembly.Instance(compiled!, imports);
      done(instance);
      return instance.exports;
    },
  };
  createCodec(module);
  const { decode } = module as unknown as { readonly decode: Decode };
  return { decode, words };
}

function withoutAlpha({ width, height, data }: Decoded, channels: 1 | 3): StoredImage {
  const samples = new Uint8Array(width * height * channels);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    for (let channel = 0; channel < channels; channel++) samples[to++] = data[from + channel]!;
  }
  return { width, height, channels, samples };
}
