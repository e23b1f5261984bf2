import { Option } from 'commander';
import { type BackendChoice, backendNames } from '../base/backends.js';

/** `--backend`: which engine computes. */
export function backendOption(): Option {
  return new Option('--backend <name>', 'backend that computes')
    .choices(['auto', ...backendNames] satisfies BackendChoice[])
    .default('auto');
}

/** `--no-plugins`: refuse suites that name modules of their own. */
export function pluginsOption(): Option {
  return new Option('--no-plugins', 'refuse suites with plug-ins, whose code runs with your rights');
}

/** `--data-dir`: folder of downloaded data sets. */
export function dataDirOption(): Option {
  return new Option('--data-dir <folder>', 'folder of the data sets (also RAPA_DATA_DIR; default: data)');
}
