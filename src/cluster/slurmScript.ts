import { type ClusterRun, shellWord } from './clusterRun.js';

/**
 * A bash script that submits a job array and a job that merges its results. Its arguments are passed on to both calls of sbatch.
 * The merge runs after all tasks, also after failed ones: what is missing makes the run incomplete, and is named.
 */
export function slurmScript(run: ClusterRun): string {
  const folder = `${run.output}/${run.name}`;
  const evaluation = [
    `${run.program} eval ${shellWord(run.suiteFile)} --shard auto -j ${run.workers} --progress lines`,
    `-o ${shellWord(folder)}/"$SLURM_ARRAY_TASK_ID"`,
  ];
  return `#!/usr/bin/env bash
# Runs the suite ${printed(run.suite)} in ${run.shards} shards as a job array of Slurm, then merges their results.
# Start it with bash, not with sbatch, in a folder that all nodes see. Its arguments go to sbatch, for example:
#   bash ${run.name}.sh --partition=short --time=60 --mem=8G
# The verdict is the exit code of the last job: 0 pass, 1 fail, 2 usage, 3 incomplete.
set -euo pipefail
mkdir -p ${shellWord(folder)}
${downloadLine(run)}
shards=$(sbatch --parsable --job-name=${run.name} --array=1-${run.shards} --ntasks=1 --cpus-per-task=${run.workers} \\
  --output=${shellWord(`${folder}/shard-%a.log`)} "$@" <<'SHARD'
#!/usr/bin/env bash
exec ${evaluation.join(' ')}
SHARD
)

merge=$(sbatch --parsable --job-name=${run.name}-merge --dependency="afterany:\${shards%%;*}" --ntasks=1 \\
  --output=${shellWord(`${folder}/merge.log`)} "$@" <<'MERGE'
#!/usr/bin/env bash
exec ${run.program} merge ${shellWord(folder)}/*/results.json -o ${shellWord(run.output)}
MERGE
)

echo "job array \${shards%%;*}, merge \${merge%%;*}; logs and results of the shards: "${shellWord(folder)}
`;
}

function downloadLine({ download, program }: ClusterRun): string {
  return download === undefined ? '' : `${program} data ${download}\n`;
}

/** Text for a comment: one line. */
function printed(text: string): string {
  return text.replace(/\s+/g, ' ');
}
