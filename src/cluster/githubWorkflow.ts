import { UserError } from '../base/errors.js';
import { type ClusterRun, shellWord } from './clusterRun.js';

/** Jobs that GitHub starts from one matrix at most. */
const largestMatrix = 256;

/**
 * A workflow of GitHub Actions: a matrix of shards, and a job that merges their results and gives the verdict. Throws `UserError`
 * for more shards than a matrix may have.
 */
export function githubWorkflow(run: ClusterRun): string {
  if (run.shards > largestMatrix) {
    throw new UserError({
      where: '--shards',
      expected: `at most ${largestMatrix}, the largest matrix of GitHub Actions`,
      found: String(run.shards),
    });
  }
  const shards = Array.from({ length: run.shards }, (_, at) => at + 1).join(', ');
  const expression = '$' + '{{ matrix.shard }}';
  const evaluation = `${run.program} eval ${shellWord(run.suiteFile)} --shard ${expression}/${run.shards}`;
  return `# Runs the suite ${run.suite.replace(/\s+/g, ' ')} in ${run.shards} shards and merges their results.
# Save it as .github/workflows/${run.name}.yml.
name: ${JSON.stringify(`robustness of ${run.suite}`)}
on:
  workflow_dispatch:
permissions:
  contents: read
jobs:
  shard:
    runs-on: ubuntu-latest
    timeout-minutes: 350
    strategy:
      fail-fast: false
      matrix:
        shard: [${shards}]
    steps:
${setupSteps}
${download(run)}      - run: ${JSON.stringify(`${evaluation} -j ${run.workers} --progress lines -o shard`)}
      - uses: actions/upload-artifact@v5
        if: \${{ !cancelled() }}
        with:
          name: ${run.name}-\${{ matrix.shard }}
          path: shard/results.json
          if-no-files-found: error
  merge:
    needs: shard
    if: \${{ !cancelled() }}
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
${setupSteps}
      - uses: actions/download-artifact@v6
        with:
          pattern: ${run.name}-*
          path: shards
      - run: ${JSON.stringify(`${run.program} merge shards/*/results.json -o ${shellWord(run.output)}`)}
      - uses: actions/upload-artifact@v5
        if: \${{ !cancelled() }}
        with:
          name: report
          path: ${JSON.stringify(run.output)}
`;
}

const setupSteps = `      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: 22
          cache: npm
      - run: npm ci`;

function download({ download: name, program }: ClusterRun): string {
  return name === undefined ? '' : `      - run: ${JSON.stringify(`${program} data ${name}`)}\n`;
}
