import { Type } from '@sinclair/typebox';
import {
  analogDevices,
  analogGradients,
  boundManagements,
  driftCompensations,
  noiseManagements,
} from '../contract/analog.js';
import { peripheryNames } from '../contract/analogPeripheries.js';
import { modelFormats, tileReductions } from '../contract/modelReading.js';
import { also, closed, oneNameOf, part } from './parts.js';
import { count, name, path } from './units.js';

const channelValues = part(
  'channelValues',
  Type.Union([Type.Number(), Type.Array(Type.Number(), { minItems: 1 })], {
    title: 'a number, or a list with one per channel',
  }),
);

const positiveChannelValues = part(
  'positiveChannelValues',
  Type.Union(
    [Type.Number({ exclusiveMinimum: 0 }), Type.Array(Type.Number({ exclusiveMinimum: 0 }), { minItems: 1 })],
    { title: 'a number above 0, or a list with one per channel' },
  ),
);

const preprocessing = part(
  'preprocessing',
  closed(
    {
      resize: Type.Optional(
        closed(
          {
            height: count,
            width: count,
            method: oneNameOf(['bilinear'], { description: 'Half-pixel centres, no antialiasing.' }),
          },
          { title: 'a size' },
        ),
      ),
      channels: Type.Optional(
        oneNameOf(['rgb', 'bgr', 'grey'], {
          description:
            "The model's channel order. For rgb, grey images are repeated; for grey, colours are weighted by 0.299, 0.587 and 0.114.",
        }),
      ),
      scale: Type.Optional(
        also(channelValues, { description: 'Factor for the pixels; 255 for models that take 0 to 255.' }),
      ),
      offset: Type.Optional(also(channelValues, { description: 'Added after scaling.' })),
      mean: Type.Optional(also(channelValues, { description: 'Subtracted from the scaled pixels.' })),
      std: Type.Optional(also(positiveChannelValues, { description: 'Divisor.' })),
      layout: Type.Optional(oneNameOf(['nhwc', 'nchw'], { description: "Axis order of the model's input batch." })),
    },
    {
      title: 'preprocessing',
      description:
        "Converts pixels in [0, 1] to the model's input, in this order: resize, channels, (x * scale + offset - mean) / std, layout. Epsilon applies to the pixels in [0, 1].",
      minProperties: 1,
    },
  ),
);

const outputs = part(
  'outputs',
  Type.Array(Type.Integer({ title: 'an output, from 0', minimum: 0 }), {
    title: 'a list of outputs, each once',
    minItems: 2,
    uniqueItems: true,
  }),
);

const seconds = part(
  'secondsSinceProgramming',
  Type.Number({
    title: 'seconds since programming, 0 to 1e9',
    description: 'A year is 31536000.',
    minimum: 0,
    maximum: 1e9,
  }),
);

const chip = part('chip', Type.Integer({ title: 'the number of a chip, from 1', minimum: 1, maximum: 2 ** 31 - 1 }));

const bits = part('converterBits', Type.Integer({ title: 'a number of bits, 2 to 16', minimum: 2, maximum: 16 }));
const share = part('passNoise', Type.Number({ title: 'a number, 0 or more', minimum: 0 }));
const range = part('fullScale', Type.Number({ title: 'a number above 0', exclusiveMinimum: 0 }));

const analog = part(
  'analog',
  closed(
    {
      device: oneNameOf(analogDevices, {
        description:
          'Memory device: PCM, and Hermes with one or two devices a weight half, with programming noise, drift and read noise; ReRAM 0 or 1 s, 1 day or 2 days after programming; ideal without any.',
      }),
      chip: Type.Optional(also(chip, { description: 'Which chip is simulated; default 1.' })),
      chips: Type.Optional(
        Type.Integer({
          title: 'a number of chips, 1 to 100',
          description: 'Evaluates the chips 1 to n, each as a model of its own.',
          minimum: 1,
          maximum: 100,
        }),
      ),
      time: Type.Optional(
        Type.Union([seconds, Type.Array(seconds, { minItems: 1, maxItems: 20, uniqueItems: true })], {
          title: 'seconds since programming, or a list of them',
          description: 'Each time is evaluated as a model of its own; default 0.',
        }),
      ),
      compensation: Type.Optional(
        oneNameOf(driftCompensations, { description: 'Outputs scaled back after drift; default global.' }),
      ),
      rows: Type.Optional(
        Type.Integer({
          title: 'a number of inputs, 16 to 65536',
          description: 'Most inputs of an array; larger kernel matrices are split. Default 512.',
          minimum: 16,
          maximum: 65536,
        }),
      ),
      periphery: Type.Optional(
        oneNameOf(peripheryNames, {
          description:
            "Converters and noise at each pass, as in aihwkit's presets; default none. The keys after it change single values.",
        }),
      ),
      inputBits: Type.Optional(
        also(bits, { description: 'Of the digital-to-analog converters; exact inputs if left out.' }),
      ),
      outputBits: Type.Optional(
        also(bits, { description: 'Of the analog-to-digital converters; exact outputs if left out.' }),
      ),
      outputBound: Type.Optional(
        Type.Number({
          title: 'a number above 0',
          description: 'Largest output of an array, in units of a full input times a full weight.',
          exclusiveMinimum: 0,
        }),
      ),
      outputNoise: Type.Optional(
        also(share, {
          description: 'Standard deviation of the noise on each output, in units of a full input times a full weight.',
        }),
      ),
      weightNoise: Type.Optional(
        also(share, {
          description: 'Read noise of the weights at each pass: weightNoise x sqrt(sum of |w| x^2) on each output.',
        }),
      ),
      noiseManagement: Type.Optional(
        oneNameOf(noiseManagements, {
          description: 'Scale of the inputs of an array: the largest of each vector, or inputRange.',
        }),
      ),
      inputRange: Type.Optional(
        Type.Union([range, Type.Record(Type.String({ minLength: 1 }), range)], {
          title: 'a number above 0, or an object with one for each layer',
          description: "With noiseManagement constant: the input that is full scale, in units of the layer's input.",
        }),
      ),
      boundManagement: Type.Optional(
        oneNameOf(boundManagements, {
          description: 'Beyond the bound: read again with half the input until all outputs are within, or clipped.',
        }),
      ),
      gradient: Type.Optional(
        oneNameOf(analogGradients, {
          description:
            'What attacks differentiate with: the weights that the chip has (default), or those of the files. Answers come from the chip.',
        }),
      ),
    },
    { title: 'analog hardware' },
  ),
);

const rungs = part(
  'eotRungs',
  Type.Array(count, {
    title: 'a list of numbers of draws, each once',
    description:
      'Numbers of draws that gradients average; default 1, 4 and 16 for one-step attacks, 1 and 4 for others.',
    minItems: 1,
    maxItems: 10,
    uniqueItems: true,
  }),
);

/** A model of a suite, and how to read it. */
export const modelSchema = part(
  'model',
  closed(
    {
      id: also(name, { description: 'Name of the model in reference, assertions and --grep.' }),
      path: also(path, { description: 'Folder that contains model.json, or a model.json, relative to this file.' }),
      format: Type.Optional(oneNameOf(modelFormats, { description: 'Format of the files; detected if left out.' })),
      preprocessing: Type.Optional(preprocessing),
      reduce: Type.Optional(
        oneNameOf(tileReductions, {
          description:
            'Tiled models of this harness only: the network with one kernel matrix per layer, the mean of the tiles or, for each channel, the filter with the highest norm.',
        }),
      ),
      analog: Type.Optional(analog),
      decompose: Type.Optional(
        Type.Union([Type.Boolean(), closed({ eot: rungs })], {
          title: 'true, false or the draws of an EOT curve',
          description:
            'Tiled models of this harness only: adds the mean network and the reduced network as models, and known draws and an EOT curve under each one-step or iterative gradient attack, at one point of its sweep.',
        }),
      ),
      output: Type.Optional(
        Type.Union([Type.String({ minLength: 1, maxLength: 500 }), Type.Integer({ minimum: 0 })], {
          title: 'the name or index of an output',
          description: 'Which of several outputs classifies; not needed if there is only one.',
        }),
      ),
      classes: Type.Optional(
        Type.Union(
          [outputs, closed({ outputs, others: Type.Optional(oneNameOf(['compete', 'drop'], { default: 'compete' })) })],
          {
            title: 'a list of outputs, each once, or { "outputs": such a list, "others": "compete" or "drop" }',
            description:
              "For each class of the data set, the index of the model's output for it, from 0. Other outputs compete: predicting one of them counts as wrong. With others: drop they are ignored.",
          },
        ),
      ),
      label: Type.Optional(
        Type.String({
          title: 'a label of 1 to 100 characters',
          description: 'Name of the model in tables and charts; default: the id.',
          pattern: '\\S',
          maxLength: 100,
        }),
      ),
    },
    { title: 'a model' },
  ),
);
