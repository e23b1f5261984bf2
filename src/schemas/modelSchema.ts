import { Type } from '@sinclair/typebox';
import { modelFormats } from '../contract/modelReading.js';
import { also, closed, oneNameOf, part } from './parts.js';
import { count, name, path } from './units.js';

const channelValues = part(
  'channelValues',
  Type.Union([Type.Number(), Type.Array(Type.Number(), { minItems: 1 })], {
    title: 'a number, or a list of one a channel',
  }),
);

const positiveChannelValues = part(
  'positiveChannelValues',
  Type.Union(
    [Type.Number({ exclusiveMinimum: 0 }), Type.Array(Type.Number({ exclusiveMinimum: 0 }), { minItems: 1 })],
    { title: 'a number above 0, or a list of one a channel' },
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
            method: oneNameOf(['bilinear'], { description: 'Pixel centres at halves, no antialiasing.' }),
          },
          { title: 'a size' },
        ),
      ),
      channels: Type.Optional(
        oneNameOf(['rgb', 'bgr', 'grey'], {
          description:
            'The channels that the model takes, in their order; grey images are repeated for rgb, colours weighted by 0.299, 0.587 and 0.114 for grey.',
        }),
      ),
      scale: Type.Optional(also(channelValues, { description: 'Multiplied; 255 for models on 0 to 255.' })),
      offset: Type.Optional(also(channelValues, { description: 'Added after scaling.' })),
      mean: Type.Optional(also(channelValues, { description: 'Subtracted, in units of the scaled pixels.' })),
      std: Type.Optional(also(positiveChannelValues, { description: 'Divided by.' })),
      layout: Type.Optional(
        oneNameOf(['nhwc', 'nchw'], { description: 'Order of axes in which the model takes a batch.' }),
      ),
    },
    {
      title: 'preprocessing',
      description:
        'From pixels in [0, 1] to what the model takes, in this order: resize, channels, (x * scale + offset - mean) / std, layout. Epsilon stays on the pixels.',
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

/** A model of a suite, and how it is to be read. */
export const modelSchema = part(
  'model',
  closed(
    {
      id: also(name, { description: 'How reference, assertions and --grep call the model.' }),
      path: also(path, { description: 'Folder that holds model.json, or a model.json, relative to this file.' }),
      format: Type.Optional(
        oneNameOf(modelFormats, { description: 'Format of the files; found in model.json if left out.' }),
      ),
      preprocessing: Type.Optional(preprocessing),
      output: Type.Optional(
        Type.Union([Type.String({ minLength: 1, maxLength: 500 }), Type.Integer({ minimum: 0 })], {
          title: 'the name or number of an output',
          description: 'Which of several outputs classifies; not needed where there is one.',
        }),
      ),
      classes: Type.Optional(
        Type.Union(
          [outputs, closed({ outputs, others: Type.Optional(oneNameOf(['compete', 'drop'], { default: 'compete' })) })],
          {
            title: 'a list of outputs, each once, or an object with them and what becomes of the others',
            description:
              "For each class of the data set, the model's output (from 0) that stands for it. Other outputs compete: what is taken for one of them is wrong. With others: drop they do not count.",
          },
        ),
      ),
      label: Type.Optional(
        Type.String({
          title: 'a label of 1 to 100 characters',
          description: 'How tables and charts call the model; the id if left out.',
          pattern: '\\S',
          maxLength: 100,
        }),
      ),
    },
    { title: 'a model' },
  ),
);
