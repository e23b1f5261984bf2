import { variantWords } from '../contract/analogTime.js';
import type { Proportion, ResultCurve, ResultModel, Results } from '../contract/result.js';
import { chipAccuracy } from './chipAccuracy.js';

/** A model of the suite on analog hardware: all its chips and times. */
export interface AnalogGroup {
  readonly label: string;
  /** Numbers of chips, and times in seconds, ascending. */
  readonly chips: readonly number[];
  readonly times: readonly number[];
  /** Positions in `results.models`. */
  readonly members: readonly number[];
  /** Position of the same network, digital and read alike, or null. */
  readonly digital: number | null;
}

/** The models on analog hardware, those that differ in chip and time together, in the suite's order. */
export function analogGroups({ models }: Pick<Results, 'models'>): AnalogGroup[] {
  const groups = new Map<string, number[]>();
  for (const [position, model] of models.entries()) {
    if (model.analog === undefined) continue;
    const { chip: _, time: __, ...hardware } = model.analog;
    const key = JSON.stringify([baseLabel(model), model.path, hardware]);
    groups.set(key, [...(groups.get(key) ?? []), position]);
  }
  return [...groups.values()].map((members) => {
    const own = members.map((position) => models[position]!);
    const different = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);
    const digital = models.findIndex(({ path, analog, reduce }) => {
      return analog === undefined && reduce === undefined && path === own[0]!.path;
    });
    return {
      label: baseLabel(own[0]!),
      chips: different(own.map(({ analog }) => analog!.chip)),
      times: different(own.map(({ analog }) => analog!.time)),
      members,
      digital: digital < 0 ? null : digital,
    };
  });
}

/** The label without the chip and the time that are appended where there are several. */
function baseLabel({ label, analog }: ResultModel): string {
  const { chip, time } = analog!;
  const [ofChip, ofTime] = [variantWords.chip(chip), variantWords.time(time)];
  const withoutTime = label.endsWith(ofTime) ? label.slice(0, -ofTime.length) : label;
  return withoutTime.endsWith(ofChip) ? withoutTime.slice(0, -ofChip.length) : withoutTime;
}

/**
 * Accuracy of a group at a time over its chips: without attack (`point` null), or at a point of an attack. Null unless the chips that
 * were evaluated there had the same number of images.
 */
export function analogAccuracy(
  { models, curves }: Pick<Results, 'models' | 'curves'>,
  { members }: AnalogGroup,
  { time, attack, point }: { readonly time: number; readonly attack: string; readonly point: number | null },
): Proportion | null {
  const own = members.filter((position) => models[position]!.analog!.time === time);
  const found = own.map((position) => curveOf(curves, models[position]!.id, attack));
  const complete = found.flatMap((curve) => curve ?? []);
  if (complete.length === 0) return null;
  const chips = complete.map((curve) => (point === null ? curve.clean.outcomes : curve.points[point]!.outcomes));
  const draws = complete[0]!.draws;
  const alike = complete.every((curve, at) => curve.draws === draws && chips[at]!.length === chips[0]!.length);
  return alike ? chipAccuracy(chips, draws) : null;
}

function curveOf(curves: readonly ResultCurve[], model: string, attack: string): ResultCurve | undefined {
  return curves.find((curve) => curve.model === model && curve.attack === attack);
}
