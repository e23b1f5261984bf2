import { posix } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import { type ClusterRun, checkJobName, jobName } from '../cluster/clusterRun.js';
import { githubWorkflow } from '../cluster/githubWorkflow.js';
import { kubernetesManifest } from '../cluster/kubernetesManifest.js';
import { slurmScript } from '../cluster/slurmScript.js';
import { downloadRecipes } from '../datasets/downloadRecipes.js';
import type { AddCommand } from './command.js';
import { byteSize, wholeNumber } from './flags.js';
import { pluginsOption } from './options.js';
import { type PluginFlag, readSuite } from './readSuite.js';

interface ClusterFlags extends PluginFlag {
  readonly shards: number;
  readonly workers: number;
  readonly output?: string;
  readonly name?: string;
  readonly program: string;
}

interface KubernetesFlags extends ClusterFlags {
  readonly image: string;
  readonly claim: string;
  readonly memory: number;
}

/** `rapa cluster`: prints the script or manifest with which a scheduler runs a suite in shards and merges them. */
export const addClusterCommand: AddCommand = (program, finish) => {
  const cluster = program
    .command('cluster')
    .description('print a script or manifest that runs a suite in shards on a scheduler and merges them');
  const print = (text: string) => {
    process.stdout.write(text);
    finish(exitCodes.pass);
  };
  shared(cluster.command('slurm').description('a bash script that submits a job array and the merge')).action(
    async (file: string, flags: ClusterFlags) => print(slurmScript(await clusterRun(file, flags))),
  );
  shared(cluster.command('kubernetes').description('an indexed Job for the shards and a Job for the merge'))
    .requiredOption('--image <name>', 'container image with the program')
    .requiredOption('--claim <name>', 'PersistentVolumeClaim with suite, models and data, for all pods to write to')
    .option('--memory <size>', 'memory of each pod', byteSize, 2 ** 32)
    .action(async (file: string, { image, claim, memory, ...flags }: KubernetesFlags) =>
      print(
        kubernetesManifest(await clusterRun(file, flags), { image, claim: checkClaim(claim), memoryBytes: memory }),
      ),
    );
  shared(cluster.command('github').description('a workflow of GitHub Actions with a matrix of shards')).action(
    async (file: string, flags: ClusterFlags) => print(githubWorkflow(await clusterRun(file, flags))),
  );
  for (const command of cluster.commands) command.exitOverride();
  return cluster;
};

function shared(command: Command): Command {
  return command
    .argument('<suite>', 'suite file, as the tasks see it from their working folder')
    .requiredOption('--shards <n>', 'number of shards', wholeNumber(1, 10_000))
    .option('-j, --workers <n>', 'worker threads of each shard', wholeNumber(1, 256), 4)
    .option('-o, --output <folder>', 'folder of the merged report (default: reports/<suite>)')
    .option('--name <name>', 'name of the jobs and of the folder of shards (default: from suite and time)')
    .option('--program <words>', 'how the tasks call the program', 'npx rapa')
    .addOption(pluginsOption());
}

/** Throws `UserError` for a suite that is not valid here, and for a path that tasks elsewhere would not have. */
async function clusterRun(file: string, flags: ClusterFlags): Promise<ClusterRun> {
  const { suite } = await readSuite(file, flags);
  const { name } = suite.dataset;
  return {
    suiteFile: file.split('\\').join('/'),
    suite: suite.name,
    ...(downloadRecipes[name] === undefined ? {} : { download: name }),
    shards: flags.shards,
    workers: flags.workers,
    output: flags.output ?? posix.join('reports', suite.name),
    program: flags.program,
    name: flags.name === undefined ? jobName(suite.name, new Date()) : checkJobName(flags.name),
  };
}

function checkClaim(claim: string): string {
  if (/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(claim)) return claim;
  throw new UserError({
    where: '--claim',
    expected: 'the name of a PersistentVolumeClaim: lower case letters, digits, dots and dashes',
    found: JSON.stringify(claim),
  });
}
