import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../base/errors.js';
import { runTool } from './runTool.js';
import { libraryFolder, tensorflowWheel } from './tensorflowPlaces.js';

/** Extracts from the wheel the C library, under the names that tfjs-node links with, and the C API's headers. */
const extraction = `
import os, sys, zipfile
wheel, target = sys.argv[1:]
libraries = {'tensorflow/libtensorflow_cc.so.2': 'libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2': 'libtensorflow_framework.so.2'}
headers = ('tensorflow/include/tensorflow/c/', 'tensorflow/include/tensorflow/core/platform/', 'tensorflow/include/tsl/')
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        place = None
        if name in libraries: place = os.path.join('lib', libraries[name])
        elif name.startswith(headers) and name.endswith('.h'): place = name[len('tensorflow/'):]
        if place is None: continue
        path = os.path.join(target, place)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(name) as source, open(path, 'wb') as copy:
            while chunk := source.read(1 << 24): copy.write(chunk)
for library, link in (('libtensorflow_cc.so.2', 'libtensorflow.so'), ('libtensorflow_framework.so.2', 'libtensorflow_framework.so')):
    os.symlink(library, os.path.join(target, 'lib', link))
`;

/**
 * Ensures that the complete library folder exists and returns it. Downloads PyPI's wheel with pip, checks its hash, unpacks to a
 * temporary folder and renames it. Throws `UserError` without Python, pip or network, or if the hash differs.
 */
export function fetchLibrary(log: (line: string) => void): string {
  const folder = libraryFolder();
  if (existsSync(folder)) {
    log(`library: ${folder} is there`);
    return folder;
  }
  mkdirSync(dirname(folder), { recursive: true });
  const aside = mkdtempSync(`${folder}.part-`);
  try {
    log(`library: fetching ${tensorflowWheel.requirement} (about 210 MB) with pip`);
    const wheel = downloadWheel(aside);
    log(`library: unpacking into ${folder}`);
    const remedy = 'use Python 3.8 or newer, and make sure that 1 GB of disk space is free';
    runTool('python3', ['-c', extraction, wheel, join(aside, 'whole')], { remedy });
    renameSync(join(aside, 'whole'), folder);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return folder;
}

function downloadWheel(folder: string): string {
  const { requirement, pythonVersion, platform, sha256 } = tensorflowWheel;
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, `${requirement} --hash=sha256:${sha256}\n`);
  const options = ['--no-deps', '--only-binary=:all:', '--python-version', pythonVersion, '--platform', platform];
  const words = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', ...options];
  runTool('python3', [...words, '--require-hashes', '-r', requirements, '-d', folder], {
    remedy: 'install Python 3 with pip, and check that PyPI can be reached',
  });
  const wheel = join(folder, readdirSync(folder).find((name) => name.endsWith('.whl'))!);
  const found = createHash('sha256').update(readFileSync(wheel)).digest('hex');
  if (found === sha256) return wheel;
  throw new UserError({ where: requirement, expected: `SHA-256 ${sha256}`, found, remedy: 'do not use this file' });
}
