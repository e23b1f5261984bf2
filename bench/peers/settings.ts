import { type Network, networks as paperNetworks } from '../networks.js';
import type { AnalogSettings } from './analog/analogSection.js';
import type { AgreementSettings } from './attackAgreement.js';
import type { AutoattackSettings } from './autoattackDuels.js';
import type { PassSettings } from './contenders.js';
import type { ModelSettings } from './models/modelSection.js';
import type { SweepSettings } from './sweeps.js';
import type { ThroughputSettings } from './throughput.js';

export const sections = [
  'passes',
  'models',
  'sweeps',
  'throughput',
  'agreement',
  'autoattack',
  'nearest',
  'analog',
] as const;
export type Section = (typeof sections)[number];

/** All but those that need something from the reader: the published AutoAttack, the report of a run, or aihwkit. */
export const usualSections: readonly Section[] = sections.filter(
  (section) => !['autoattack', 'nearest', 'analog'].includes(section),
);

/** The size of each section's measurement. */
export interface PeerSettings {
  readonly passes: PassSettings;
  readonly models: ModelSettings;
  readonly sweeps: SweepSettings;
  readonly throughput: ThroughputSettings;
  readonly agreement: AgreementSettings;
  readonly autoattack: AutoattackSettings;
  readonly analog: AnalogSettings;
}

/** All tiles of a layer have the same initial weights, so that the two sides can be compared for any drawn tiles. */
export const networks: readonly Network[] = paperNetworks.map(({ id, architecture }) => ({
  id,
  architecture: { ...architecture, initialisation: 'replicated' },
}));

/** Networks of all sections except the passes, which use all networks. */
const main = ['baseline', 'random-16'];

const full: PeerSettings = {
  passes: { rounds: 5, seconds: 1, networks, compiled: main },
  models: { rounds: 5, seconds: 1 },
  sweeps: { networks: main, images: 2000, foolboxImages: 800, epsilons: 16, rounds: 4 },
  throughput: { networks: main, rounds: 2, ourImages: 500, theirImages: 100 },
  agreement: { images: 500, imagesOfLongSearches: 100 },
  autoattack: { images: 200, stochasticImages: 30 },
  analog: { draws: 10_000, images: 300, chips: 3 },
};

const quick: PeerSettings = {
  passes: { rounds: 1, seconds: 0.2, networks: networks.filter(({ id }) => main.includes(id)), compiled: ['baseline'] },
  models: { rounds: 1, seconds: 0.2 },
  sweeps: { networks: main, images: 100, foolboxImages: 100, epsilons: 2, rounds: 1 },
  throughput: { networks: main, rounds: 1, ourImages: 20, theirImages: 20 },
  agreement: { images: 10, imagesOfLongSearches: 2 },
  autoattack: { images: 4, stochasticImages: 2 },
  analog: { draws: 500, images: 20, chips: 1 },
};

/** Settings that flags can change. */
export interface SettingFlags {
  readonly quick?: true;
  readonly networks?: readonly string[];
  readonly compile: boolean;
  readonly rounds?: number;
  /** Number of images for the agreement of attacks. */
  readonly images?: number;
}

/** The full or quick settings, without the parts that flags exclude. */
export function peerSettings(flags: SettingFlags): PeerSettings {
  const base = flags.quick ? quick : full;
  const chosen = ({ networks: asked }: SettingFlags, id: string) => asked === undefined || asked.includes(id);
  const only = (ids: readonly string[]) => ids.filter((id) => chosen(flags, id));
  const passNetworks = flags.networks === undefined ? base.passes.networks : networks;
  return {
    passes: {
      ...base.passes,
      rounds: flags.rounds ?? base.passes.rounds,
      networks: passNetworks.filter(({ id }) => chosen(flags, id)),
      compiled: flags.compile ? only(base.passes.compiled) : [],
    },
    models: { ...base.models, rounds: flags.rounds ?? base.models.rounds },
    sweeps: { ...base.sweeps, networks: only(base.sweeps.networks) },
    throughput: { ...base.throughput, networks: only(base.throughput.networks) },
    agreement: agreementOf(base.agreement, flags.images),
    analog: { ...base.analog, images: flags.images ?? base.analog.images },
    autoattack: {
      images: flags.images ?? base.autoattack.images,
      stochasticImages: Math.min(flags.images ?? base.autoattack.stochasticImages, base.autoattack.stochasticImages),
    },
  };
}

/** Slow attacks use at most as many images as the others. */
function agreementOf(base: AgreementSettings, images: number = base.images): AgreementSettings {
  return { images, imagesOfLongSearches: Math.min(images, base.imagesOfLongSearches) };
}
