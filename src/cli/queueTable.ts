import type { Recipe } from '../contract/recipe.js';
import { forecastText } from '../reports/text/forecastText.js';
import { imagesPerEpoch, trainingCost } from '../training/trainingCost.js';
import { trainerText } from '../training/trainingLock.js';
import type { QueuedTraining } from '../training/trainingQueue.js';
import { tableText } from './terminal.js';

/** The state of a training queue as a console table: one line per recipe and one for the total. */
export function queueTable(queue: readonly QueuedTraining[]): string {
  const head = ['recipe', 'epochs', 'state', 'images/s', 'train error', 'test error'];
  return `${tableText(head, queue.map(row), { words: 3, names: 1 })}${leftLine(queue)}\n`;
}

function row({ recipe, stage, trainer }: QueuedTraining): string[] {
  const cells = [recipe.name, String(recipe.epochs)];
  const now = trainer === null ? '' : `training in ${trainerText(trainer)}`;
  const alsoNow = (state: string) => (now === '' ? state : `${state}, ${now}`);
  switch (stage.kind) {
    case 'waiting':
      return [...cells, now || 'waiting', '', '', ''];
    case 'changed':
      return [...cells, now || 'model from another recipe', '', '', ''];
    case 'unreadable':
      return [...cells, now || 'unreadable record', '', '', ''];
    case 'blocked':
      return [...cells, now || stage.state, '', '', ''];
    case 'begun':
      return [...cells, alsoNow(`${percent(stage.share)} done`), rate(recipe, stage.share, stage), '', ''];
    case 'finished': {
      const { trainError, testError } = stage.record.final;
      return [...cells, alsoNow('finished'), rate(recipe, 1, stage.record), percent(trainError), percent(testError)];
    }
  }
}

function rate(recipe: Recipe, share: number, { durationMs }: { readonly durationMs: number }): string {
  const images = imagesPerEpoch(recipe);
  if (images === undefined || durationMs === 0) return '';
  return ((1000 * share * recipe.epochs * images) / durationMs).toFixed(0);
}

function leftLine(queue: readonly QueuedTraining[]): string {
  const left = queue.filter(({ stage }) => stage.kind === 'waiting' || stage.kind === 'begun');
  const unfinished = queue.filter(({ stage }) => stage.kind !== 'finished').length;
  if (unfinished === 0) return 'Nothing is left to train.';
  if (left.length === 0)
    return `Nothing else can be trained: ${unfinished} of ${queue.length} have no model of their recipe.`;
  const done = queue.map(progress);
  const costDone = done.reduce((sum, { cost, durationMs }) => sum + (durationMs === 0 ? 0 : cost), 0);
  const durationMs = done.reduce((sum, each) => sum + each.durationMs, 0);
  const costLeft = left.reduce((sum, training) => sum + trainingCost(training.recipe) - progress(training).cost, 0);
  const time =
    costDone === 0 ? '' : `; at the pace so far ${forecastText((durationMs * costLeft) / costDone)} of one core`;
  return `${left.length} of ${queue.length} trainings left${time}.`;
}

function progress({ recipe, stage }: QueuedTraining): { readonly cost: number; readonly durationMs: number } {
  if (stage.kind === 'finished') return { cost: trainingCost(recipe), durationMs: stage.record.durationMs };
  if (stage.kind === 'begun') return { cost: stage.share * trainingCost(recipe), durationMs: stage.durationMs };
  return { cost: 0, durationMs: 0 };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
