import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modelFiles } from '../../src/queue/modelFiles.js';

describe('the files of a model that workers fetch', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rapa-model-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (path: string, content = '') => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  };

  it('are the weights that a model.json names', () => {
    write(
      'model.json',
      JSON.stringify({ weightsManifest: [{ paths: ['b.bin', 'part/a.bin'] }, { paths: ['c.bin'] }] }),
    );
    const paths = ['b.bin', 'c.bin', 'model.json', 'part/a.bin'];
    expect(modelFiles(folder)).toEqual({ folder, paths });
    expect(modelFiles(join(folder, 'model.json'))).toEqual({ folder, main: 'model.json', paths });
  });

  it('are the external data of an ONNX file, in folders, too, and nothing that it does not name', () => {
    const named = ['model.onnx.data', 'weights/first.bin', 'weights/deep/second.bin'];
    write('model.onnx', `\x08\x01location${named.join('\x12\x08location')}`);
    for (const path of [...named, 'weights/third.bin', 'other/first.bin', 'notes.txt']) write(path);
    const paths = ['model.onnx', ...named].sort();
    expect(modelFiles(join(folder, 'model.onnx'))).toEqual({ folder, main: 'model.onnx', paths });
    expect(modelFiles(folder)).toEqual({ folder, paths });
  });

  it('leave out folders whose name the ONNX file holds by chance', () => {
    write('model.onnx', 'relu conv1 location model.bin');
    write('model.bin');
    write('conv1/model.bin');
    expect(modelFiles(folder).paths).toEqual(['model.bin', 'model.onnx']);
  });
});
