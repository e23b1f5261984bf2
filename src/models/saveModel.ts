import { join } from 'node:path';
import { sha256 } from '../base/stableHash.js';
import { writeWhole } from '../base/writeWhole.js';
import tf from '../tfjs/tfjs.cjs';

/**
 * Writes `model.json` and `weights.bin` in tfjs's format into `folder`, each file atomically. model.json contains the weights'
 * SHA-256, so that a loader detects files that do not belong together.
 */
export async function saveModel(model: tf.LayersModel, folder: string): Promise<void> {
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
      writeWhole(join(folder, 'weights.bin'), weights);
      const description = {
        format: 'layers-model',
        generatedBy: `TensorFlow.js tfjs-layers v${tf.version_core}`,
        convertedBy: null,
        modelTopology: artifacts.modelTopology,
        weightsManifest: [{ paths: ['weights.bin'], weights: artifacts.weightSpecs }],
        userDefinedMetadata: { weightsSha256: sha256(weights) },
      };
      writeWhole(join(folder, 'model.json'), `${JSON.stringify(description, null, 1)}\n`);
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
}
