import type { Interval, ResultDecomposition, ResultGainPart, Results } from '../../contract/result.js';
import { pointLabel } from '../../metrics/pointLabel.js';
import { attackTitle } from '../describeAttack.js';
import { printable } from '../text/printable.js';
import { type Rate, rateOf } from '../text/rate.js';
import { fileSlugs } from './fileSlugs.js';

/** Where the gains of a suite's decomposed models sit, under one attack at one point. */
export interface DecompositionTable {
  readonly title: string;
  /** Of its chart's file. */
  readonly slug: string;
  /** The point, e.g. `33 dB`. */
  readonly label: string;
  readonly rows: readonly GainRow[];
}

/** A network, or a model with one kind of draws. */
export interface GainRow {
  readonly label: string;
  /** Position of the model that the row is about. */
  readonly model: number;
  readonly clean: Rate | null;
  readonly relative: Rate | null;
  /** 1 - gap / gap of the reference; null for the reference, and without one. */
  readonly reduction: number | null;
  readonly reductionInterval: Interval | null;
}

/** A table for each attack; none without decompositions. */
export function decompositionTables(results: Results): DecompositionTable[] {
  const all = results.decomposition ?? [];
  const ids = [...new Set(all.map(({ attack }) => attack))];
  const slugs = fileSlugs(ids);
  return ids.map((id, index) => {
    const attack = results.attacks.find((own) => own.id === id)!;
    const own = all.filter((row) => row.attack === id);
    return {
      title: printable(attackTitle({ ...attack, eot: 1 } as typeof attack)),
      slug: slugs[index]!,
      label: pointLabel(attack.strength, own[0]!.point),
      rows: rowsOf(results, own),
    };
  });
}

/** The other models once, then the parts of each decomposed model. */
function rowsOf(results: Results, all: readonly ResultDecomposition[]): GainRow[] {
  const isBeside = ({ part }: ResultGainPart) => part === 'reference' || part === 'other';
  const beside = new Map(all.flatMap(({ parts }) => parts.filter(isBeside)).map((part) => [part.model, part]));
  const own = all.flatMap(({ parts }) => parts.filter((part) => !isBeside(part)));
  return [...beside.values(), ...own].map((part) => rowOf(results, part));
}

function rowOf({ models }: Results, part: ResultGainPart): GainRow {
  const model = models.findIndex(({ id }) => id === part.model);
  const { reduction, reductionInterval } = part;
  return {
    label: `${printable(models[model]!.label)}${endingOf(part)}`,
    model,
    clean: rateOf(part.clean),
    relative: rateOf(part.relative),
    reduction,
    reductionInterval,
  };
}

function endingOf({ part, eot }: ResultGainPart): string {
  if (part === 'known') return ': known draws';
  return part === 'fresh' ? `: fresh, EOT ${eot}` : '';
}
