import { UserError } from '../base/errors.js';
import type { ModelReading } from '../contract/modelReading.js';
import { checkEveryCall, checkOrder } from './keras/kerasGraph.js';
import type { Dialect } from './keras/kerasLayer.js';
import { knowsLayers, openKeras } from './keras/openKeras.js';
import { parseKerasGraph } from './keras/parseKerasGraph.js';
import type { ModelReader, OpenOptions } from './modelReader.js';
import { openLayers } from './openLayers.js';
import { needsArrays } from './programModel.js';
import { findModelJson, isGraph, readTfjsFiles } from './readTfjsFiles.js';
import { refuseUntiled } from './reduceTiles.js';

/** Models of tfjs's layers API, from `model.save` or from tensorflowjs_converter with a Keras model. */
export const tfjsLayers: ModelReader = {
  recognises: (location) => {
    const file = findModelJson(location);
    return file !== null && !isGraph(file);
  },
  read: (location, memoryBytes) => {
    const file = findModelJson(location)!;
    const files = readTfjsFiles(file, memoryBytes);
    const graph = parseKerasGraph(file, files.topology);
    checkOrder(file, graph);
    const dialect = dialectOf(files.topology);
    const ownLayers = dialect === 'tfjs' && !knowsLayers(graph);
    if (ownLayers) checkEveryCall(file, graph);
    const open = async (reading: ModelReading, { whole = false }: OpenOptions = {}) => {
      const onArrays = reading.analog !== undefined && needsArrays(reading.analog);
      if (onArrays && dialect === 'keras3') throw refuseKeras3(location.path);
      if (onArrays && !ownLayers) checkEveryCall(file, graph);
      if (reading.reduce !== undefined && !ownLayers)
        refuseUntiled(location.path, 'none of the layers of this harness');
      return ownLayers || onArrays
        ? openLayers(location.path, files, { graph, whole, reading })
        : openKeras(location.path, graph, { files, reading, dialect, whole });
    };
    return { sha256: files.sha256, open };
  },
};

/** tfjs, whose layers the arrays replace, does not read Keras 3. */
function refuseKeras3(path: string): UserError {
  return new UserError({
    where: path,
    expected: 'a model of tfjs or Keras 2, where converters are simulated',
    found: 'a model of Keras 3',
    remedy: 'leave converters, noise of passes and "gradient" out, or convert the model with Keras 2',
  });
}

/** The converter records the Keras version of a model, tfjs its own name. */
function dialectOf(topology: Record<string, unknown>): Dialect {
  const version = String(
    topology.keras_version ?? (topology.model_config as { keras_version?: unknown })?.keras_version ?? '',
  );
  if (version.startsWith('3.')) return 'keras3';
  return /^[12]\./.test(version) ? 'keras2' : 'tfjs';
}
