// Runs a suite from a program, with progress, a deadline and a report.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { evaluate, writeReport } from 'rapa';

const models = join(dirname(fileURLToPath(import.meta.resolve('rapa/package.json'))), 'models', 'mnist');
const suite = {
  name: 'from-a-program',
  dataset: { name: 'mnist', split: 'test', images: 100 },
  models: [
    { id: 'baseline', path: join(models, 'baseline') },
    { id: 'random-16', path: join(models, 'random-16') },
  ],
  attacks: [{ id: 'fgsm', kind: 'fgsm', snrDb: [33, 27, 21] }],
};
const results = await evaluate(suite, {
  signal: AbortSignal.timeout(600_000),
  onProgress: ({ done, total, model, attack }) => console.log(`${done} of ${total}: ${model} under ${attack}`),
});
for (const { model, points } of results.curves) {
  console.log(
    model,
    points.map(({ relative: { hits, total } }) => `${((100 * hits) / total).toFixed(1)} %`).join(', '),
  );
}
const files = await writeReport(results, 'reports/from-a-program');
console.log(`${files.length} files, verdict ${results.verdict.status}`);
