import { UserError } from '../../base/errors.js';
import { nearestName } from '../../base/nearestName.js';
import { readTextFile } from '../../base/readTextFile.js';
import { type Numbers, numbersOf } from './numbersOf.js';

/** Expected outputs of a model, written by the user where the model was made. */
export interface ExpectedAnswers {
  readonly file: string;
  /** [B, H, W, C], or [B, C, H, W] as in PyTorch. */
  readonly inputs: Numbers;
  /** [B, ...]: the outputs for the inputs. */
  readonly outputs: Numbers;
  /** Shape of `inputs`: the gradient of the sum of squares of all outputs. */
  readonly gradients?: Numbers;
}

const keys = ['inputs', 'outputs', 'gradients'] as const;

/** Reads a JSON object of nested lists. Throws `UserError` for anything else, and for inconsistent lists. */
export function readExpectedAnswers(file: string): ExpectedAnswers {
  const value = parse(file);
  const unknown = Object.keys(value).find((key) => !(keys as readonly string[]).includes(key));
  if (unknown !== undefined) {
    const near = nearestName(unknown, keys);
    const remedy = near === undefined ? 'remove it' : `did you mean ${near}?`;
    throw new UserError({ where: file, expected: `the keys ${keys.join(', ')}`, found: unknown, remedy });
  }
  const inputs = numbersOf(`${file} /inputs`, value.inputs);
  const outputs = numbersOf(`${file} /outputs`, value.outputs);
  if (inputs.shape.length !== 4) throw misshapen(`${file} /inputs`, 'a batch of images: lists in four levels', inputs);
  if (outputs.shape.length < 2 || outputs.shape[0] !== inputs.shape[0])
    throw misshapen(`${file} /outputs`, `a list of outputs for each of ${inputs.shape[0]} images`, outputs);
  if (value.gradients === undefined) return { file, inputs, outputs };
  const gradients = numbersOf(`${file} /gradients`, value.gradients);
  if (gradients.shape.join() !== inputs.shape.join())
    throw misshapen(`${file} /gradients`, `lists of ${inputs.shape.join(' x ')}, as the inputs are`, gradients);
  return { file, inputs, outputs, gradients };
}

function parse(file: string): Record<string, unknown> {
  const { text } = readTextFile(file, 'inputs and outputs');
  const fault = (found: string, remedy: string) =>
    new UserError({ where: file, expected: "a JSON object with 'inputs' and 'outputs'", found, remedy });
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    const remedy = /\b(NaN|Infinity)\b/.test(text)
      ? 'JSON has no NaN and Infinity: choose inputs for which the model gives finite numbers'
      : 'write it with json.dump, as docs/models.md shows';
    throw fault((error as Error).message, remedy);
  }
  throw fault('no object', 'write it with json.dump, as docs/models.md shows');
}

function misshapen(where: string, expected: string, { shape }: Numbers): UserError {
  return new UserError({
    where,
    expected,
    found: shape.join(' x '),
    remedy: 'docs/models.md shows how to write the file',
  });
}
