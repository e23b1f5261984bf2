import type { Suite } from '../contract/suite.js';
import type { RunPlan } from '../runner/runSuite.js';

/** What a run is about to do: one line, and with `details` a line for each model and attack. */
export function describePlan(suite: Suite, plan: RunPlan, { details }: { readonly details: boolean }): string {
  const { cells, cached, engine } = plan;
  const images = Math.max(...cells.map((cell) => cell.images[1]));
  const lines = [
    `${suite.name}: ${count(suite.models.length, 'model')}, ${count(suite.attacks.length, 'attack')}, ` +
      `${images} images of ${suite.dataset.name}${suite.audit ? ` and an audit of ${Math.min(images, suite.audit.images)}` : ''}; ${cells.length - cached.size} of ${count(cells.length, 'cell')} to compute ` +
      `(${cached.size} cached) on ${engine.backend}, ${engine.simd}`,
  ];
  for (const [id, inspection] of plan.inspections) {
    if (inspection.outputs === 'probabilities') lines.push(`  ${id}: ends in a softmax; attacked on its logits`);
  }
  if (details) lines.push(...pairLines(plan));
  return `${lines.join('\n')}\n`;
}

function pairLines({ cells, cached }: RunPlan): string[] {
  const pairs = new Map<string, { total: number; cached: number; points: number }>();
  for (const { model, attack, key } of cells) {
    const name = `${model} / ${attack.id}`;
    const { strength } = attack;
    const points = strength.kind === 'snrDb' ? strength.snrDb.length : strength.epsilons.length;
    const pair = pairs.get(name) ?? { total: 0, cached: 0, points };
    pairs.set(name, { points, total: pair.total + 1, cached: pair.cached + (cached.has(key) ? 1 : 0) });
  }
  return [...pairs].map(
    ([name, pair]) => `  ${name}: ${count(pair.points, 'point')}, ${count(pair.total, 'cell')}, ${pair.cached} cached`,
  );
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
