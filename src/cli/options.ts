import { Option } from 'commander';
import { type BackendChoice, backendNames } from '../base/backends.js';

/** `--backend`: which engine computes. */
export function backendOption(): Option {
  return new Option('--backend <name>', 'backend that computes')
    .choices(['auto', ...backendNames] satisfies BackendChoice[])
    .default('auto');
}

/** `--data-dir`: folder of downloaded data sets. */
export function dataDirOption(): Option {
  return new Option('--data-dir <folder>', 'folder of the data sets (also RAPA_DATA_DIR; default: data)');
}
