/** Variables that give a task's position and the number of tasks. */
export interface TaskVariables {
  readonly index: string;
  /** The number that the first task has: a number, or the variable that holds it. */
  readonly first: number | string;
  /** Undefined if the scheduler does not tell the number of tasks: then `RAPA_SHARDS` must. */
  readonly count?: string;
  /** Alternative to `count`: the variable of the last task's number. */
  readonly last?: string;
  /** The variable of the distance between numbers; it must be 1. */
  readonly step?: string;
}

/** How a scheduler tells its tasks apart. */
export interface Scheduler {
  readonly title: string;
  readonly variables: TaskVariables;
  /** Variables that are set in any job of the scheduler. */
  readonly marks: readonly string[];
  /** Values of the index that mean that the job has only one task. */
  readonly single?: readonly string[];
  /** How to start several tasks, for error messages. */
  readonly remedy: string;
}

/** Schedulers with variables as their documentation names them. */
export const schedulers = {
  slurm: {
    title: 'a Slurm job array',
    variables: {
      index: 'SLURM_ARRAY_TASK_ID',
      first: 'SLURM_ARRAY_TASK_MIN',
      count: 'SLURM_ARRAY_TASK_COUNT',
      last: 'SLURM_ARRAY_TASK_MAX',
      step: 'SLURM_ARRAY_TASK_STEP',
    },
    marks: ['SLURM_JOB_ID'],
    remedy: 'submit a job array: sbatch --array=1-n',
  },
  kubernetes: {
    title: 'an indexed job of Kubernetes',
    variables: { index: 'JOB_COMPLETION_INDEX', first: 0 },
    marks: ['KUBERNETES_SERVICE_HOST'],
    remedy: 'use a Job with completionMode: Indexed',
  },
  awsBatch: {
    title: 'an array job of AWS Batch',
    variables: { index: 'AWS_BATCH_JOB_ARRAY_INDEX', first: 0, count: 'AWS_BATCH_JOB_ARRAY_SIZE' },
    marks: ['AWS_BATCH_JOB_ID'],
    remedy: 'submit an array job: --array-properties size=n',
  },
  gitlab: {
    title: 'parallel jobs of GitLab CI',
    variables: { index: 'CI_NODE_INDEX', first: 1, count: 'CI_NODE_TOTAL' },
    marks: ['GITLAB_CI'],
    remedy: 'add `parallel: n` to the job',
  },
  circleci: {
    title: 'parallel containers of CircleCI',
    variables: { index: 'CIRCLE_NODE_INDEX', first: 0, count: 'CIRCLE_NODE_TOTAL' },
    marks: ['CIRCLECI'],
    remedy: 'add `parallelism: n` to the job',
  },
  buildkite: {
    title: 'parallel jobs of Buildkite',
    variables: { index: 'BUILDKITE_PARALLEL_JOB', first: 0, count: 'BUILDKITE_PARALLEL_JOB_COUNT' },
    marks: ['BUILDKITE'],
    remedy: 'add `parallelism: n` to the step',
  },
  bitbucket: {
    title: 'parallel steps of Bitbucket Pipelines',
    variables: { index: 'BITBUCKET_PARALLEL_STEP', first: 0, count: 'BITBUCKET_PARALLEL_STEP_COUNT' },
    marks: ['BITBUCKET_BUILD_NUMBER'],
    remedy: 'put the steps under `parallel`',
  },
  sge: {
    title: 'an array job of Grid Engine',
    variables: {
      index: 'SGE_TASK_ID',
      first: 'SGE_TASK_FIRST',
      last: 'SGE_TASK_LAST',
      step: 'SGE_TASK_STEPSIZE',
    },
    marks: ['SGE_ROOT'],
    single: ['undefined'],
    remedy: 'submit an array job: qsub -t 1-n',
  },
  pbs: {
    title: 'an array job of PBS Professional or OpenPBS',
    variables: { index: 'PBS_ARRAY_INDEX', first: 1 },
    marks: ['PBS_JOBID'],
    remedy: 'submit an array job: qsub -J 1-n',
  },
  torque: {
    title: 'an array job of Torque',
    variables: { index: 'PBS_ARRAYID', first: 1 },
    marks: [],
    remedy: 'submit an array job: qsub -t 1-n',
  },
  lsf: {
    title: 'a job array of LSF',
    variables: { index: 'LSB_JOBINDEX', first: 1, last: 'LSB_JOBINDEX_END', step: 'LSB_JOBINDEX_STEP' },
    marks: ['LSB_JOBID'],
    single: ['0'],
    remedy: 'submit a job array: bsub -J "rapa[1-n]"',
  },
  cloudRun: {
    title: 'a job of Cloud Run',
    variables: { index: 'CLOUD_RUN_TASK_INDEX', first: 0, count: 'CLOUD_RUN_TASK_COUNT' },
    marks: ['CLOUD_RUN_JOB'],
    remedy: 'set the number of tasks of the job: --tasks n',
  },
} as const satisfies Record<string, Scheduler>;
