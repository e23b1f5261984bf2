import { UserError } from '../../base/errors.js';
import tf from '../../tfjs/tfjs.cjs';
import type { ModelFacts } from '../modelFacts.js';
import type { Network } from '../network.js';
import { checkOperators } from './checkOperators.js';
import { checkWeights } from './checkWeights.js';
import { withoutClosingActivation } from './closingActivation.js';
import { openConstants } from './constants.js';
import { foldConstants } from './foldConstants.js';
import type { AttributeValue, GraphInput, OnnxGraph, OnnxModel } from './graph.js';
import { channelsLast, inOrder } from './layout.js';
import { runGraph } from './runGraph.js';
import { trainingNotes } from './trainingNotes.js';
import { deviceValue, type HostValue, identityOrder } from './values.js';

/**
 * A network of an ONNX graph, run by tfjs ops on images as NHWC. Throws `UserError`, naming `file`, for several inputs or
 * outputs, operators that are not read, and weights that are no numbers.
 */
export function openOnnx(file: string, model: OnnxModel): Network {
  const input = onlyInput(file, model.graph);
  const { graph, outputs } = withoutClosingActivation(model.graph, onlyOutput(file, model.graph));
  const open = { ...model, graph };
  checkOperators(file, open);
  checkWeights(file, open);
  const folded = foldConstants(file, open);
  const constants = openConstants();
  for (const value of constantsOf(folded.graph)) constants.fix(value);
  const order = takesChannelsLast(input) ? identityOrder(4) : channelsLast;
  const context = { file, opset: model.opset, constants };
  return {
    facts: factsOf(open.graph),
    outputs,
    inputShape: input.shape === undefined ? undefined : order.map((axis) => input.shape![axis]!),
    notes: trainingNotes(folded),
    weights: [],
    run: (x) =>
      tf.tidy(() => {
        const [result] = runGraph(folded.graph, new Map([[input.name, deviceValue(x, order)]]), context);
        return result!.kind === 'device' ? inOrder(result!) : refuseConstant(file);
      }),
    dispose: constants.dispose,
  };
}

function onlyInput(file: string, { inputs }: OnnxGraph): GraphInput {
  const [input, ...others] = inputs;
  if (input === undefined || others.length > 0) {
    const found = `${inputs.length}: ${inputs.map(({ name }) => name).join(', ')}`;
    throw new UserError({
      where: file,
      expected: 'one input, the images',
      found,
      remedy: 'export a network of images alone',
    });
  }
  if (input.shape !== undefined && input.shape.length !== 4) {
    const found = `input '${input.name}' of ${input.shape.length} axes`;
    throw new UserError({ where: file, expected: 'images of 4 axes, batch first', found });
  }
  return input;
}

function onlyOutput(file: string, { outputs }: OnnxGraph): string {
  const [output, ...others] = outputs;
  if (output !== undefined && others.length === 0) return output;
  const found = `${outputs.length}: ${outputs.join(', ')}`;
  throw new UserError({ where: file, expected: 'one output', found, remedy: 'export the logits alone' });
}

function refuseConstant(file: string): never {
  throw new UserError({ where: file, expected: 'an output that depends on the images', found: 'a constant' });
}

/** A network that transposes for itself: its last side is 1 or 3 channels, its second is not. */
function takesChannelsLast({ shape }: GraphInput): boolean {
  const channels = (side: number | null | undefined) => side === 1 || side === 3;
  return shape !== undefined && channels(shape[3]) && !channels(shape[1]);
}

/** Every constant in a graph and its branches. */
function constantsOf(graph: OnnxGraph): HostValue[] {
  const attributes = graph.nodes.flatMap((node) => [...node.attributes.values()]);
  return [...graph.initializers.values(), ...attributes.flatMap(constantsIn)];
}

function constantsIn(attribute: AttributeValue): HostValue[] {
  if (attribute.kind === 'tensor') return [attribute.value];
  return attribute.kind === 'graph' ? constantsOf(attribute.value) : [];
}

/** Float constants count as parameters, those that a convolution takes as convolution's. */
function factsOf({ nodes, initializers }: OnnxGraph): ModelFacts {
  const ofConvolutions = new Set(nodes.filter(({ op }) => op.startsWith('Conv')).flatMap(({ inputs }) => inputs));
  const floats = [...initializers].filter(([, { type }]) => type === 'float32' || type === 'float64');
  const count = (entries: typeof floats) => entries.reduce((sum, [, { data }]) => sum + data.length, 0);
  const convolution = count(floats.filter(([name]) => ofConvolutions.has(name)));
  return { parameters: { convolution, total: count(floats) }, tiles: [], scheme: 'none', stochastic: false };
}
