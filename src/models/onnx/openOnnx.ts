import { UserError } from '../../base/errors.js';
import type { ModelReading } from '../../contract/modelReading.js';
import tf from '../../tfjs/tfjs.cjs';
import { boundedNotes } from '../boundedEnd.js';
import { chooseOutput, requireOneInput } from '../chooseOutput.js';
import type { ModelFacts } from '../modelFacts.js';
import type { OpenOptions } from '../modelReader.js';
import type { Network } from '../network.js';
import { chainConvolutions } from './chainConvolutions.js';
import { checkOperators } from './checkOperators.js';
import { checkWeights } from './checkWeights.js';
import { endOperator, withoutClosingActivation } from './closingActivation.js';
import { openConstants } from './constants.js';
import { foldConstants } from './foldConstants.js';
import type { AttributeValue, GraphInput, OnnxGraph, OnnxModel } from './graph.js';
import { joinConvolutions } from './joinConvolutions.js';
import { channelsLast, inOrder } from './layout.js';
import { pruneGraph } from './pruneGraph.js';
import { runGraph } from './runGraph.js';
import { trainingNotes } from './trainingNotes.js';
import { deviceValue, type HostValue, identityOrder } from './values.js';

/**
 * The network of an ONNX graph, run by tfjs ops on NHWC images. Throws `UserError`, naming `file`, for several inputs, for
 * several outputs without a choice, for unsupported operators, and for weights that are not finite.
 */
export function openOnnx(
  file: string,
  model: OnnxModel,
  { reading, whole = false }: { readonly reading: ModelReading } & OpenOptions,
): Network {
  const input = onlyInput(file, model.graph);
  const output = model.graph.outputs[chooseOutput(file, model.graph.outputs, reading)]!;
  const chosen = { ...model, graph: pruneGraph(model.graph, [output]) };
  checkOperators(file, chosen);
  checkWeights(file, chosen);
  const { graph } = foldConstants(file, chosen);
  const constants = openConstants();
  for (const value of constantsOf(graph)) constants.fix(value);
  const order = takesChannelsLast(input) ? identityOrder(4) : channelsLast;
  const run = (part: OnnxGraph) => {
    const joined = chainConvolutions(joinConvolutions(part));
    return (x: tf.Tensor4D) =>
      tf.tidy(() => {
        const given = new Map([[input.name, deviceValue(x, order)]]);
        const [result] = runGraph(joined, given, { file, opset: model.opset, constants });
        return result!.kind === 'device' ? inOrder(result!) : refuseConstant(file);
      });
  };
  const open = whole ? null : withoutClosingActivation(graph);
  return {
    facts: factsOf(chosen.graph),
    outputs: open === null || open.steps.length === 0 ? 'logits' : 'probabilities',
    inputShape: input.shape === undefined ? undefined : order.map((axis) => input.shape![axis]!),
    notes: [...trainingNotes(graph), ...(whole ? [] : boundedNotes(endOperator(open?.graph ?? graph)))],
    weights: [],
    run: run(open?.graph ?? graph),
    ...(open === null || open.steps.length === 0
      ? {}
      : { closing: { steps: open.steps, run: run(graph), dispose: () => {} } }),
    dispose: constants.dispose,
  };
}

function onlyInput(file: string, { inputs }: OnnxGraph): GraphInput {
  requireOneInput(
    file,
    inputs.map(({ name }) => name),
  );
  const input = inputs[0]!;
  if (input.shape === undefined || input.shape.length === 4) return input;
  const found = `input '${input.name}' of ${input.shape.length} axes`;
  throw new UserError({ where: file, expected: 'images of 4 axes, batch first', found });
}

function refuseConstant(file: string): never {
  throw new UserError({ where: file, expected: 'an output that depends on the images', found: 'a constant' });
}

/** Whether a network transposes its images: its last side is 1 or 3 channels, its second is not. */
function takesChannelsLast({ shape }: GraphInput): boolean {
  const channels = (side: number | null | undefined) => side === 1 || side === 3;
  return shape !== undefined && channels(shape[3]) && !channels(shape[1]);
}

/** All constants in a graph and its branches. */
function constantsOf(graph: OnnxGraph): HostValue[] {
  const attributes = graph.nodes.flatMap((node) => [...node.attributes.values()]);
  return [...graph.initializers.values(), ...attributes.flatMap(constantsIn)];
}

function constantsIn(attribute: AttributeValue): HostValue[] {
  if (attribute.kind === 'tensor') return [attribute.value];
  return attribute.kind === 'graph' ? constantsOf(attribute.value) : [];
}

/** Float constants count as parameters; those used by convolutions also as parameters of convolutions. */
function factsOf({ nodes, initializers }: OnnxGraph): ModelFacts {
  const ofConvolutions = new Set(nodes.filter(({ op }) => op.startsWith('Conv')).flatMap(({ inputs }) => inputs));
  const floats = [...initializers].filter(([, { type }]) => type === 'float32' || type === 'float64');
  const count = (entries: typeof floats) => entries.reduce((sum, [, { data }]) => sum + data.length, 0);
  const convolution = count(floats.filter(([name]) => ofConvolutions.has(name)));
  return { parameters: { convolution, total: count(floats) }, tiles: [], scheme: 'none', stochastic: false };
}
