import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { schedulers } from '../../src/cluster/schedulers.js';
import { shardOfTask } from '../../src/cluster/shardOfTask.js';

/** The variables of the third of four tasks, as each scheduler sets them. */
const thirdOfFour: Readonly<Record<keyof typeof schedulers, Readonly<Record<string, string>>>> = {
  slurm: {
    SLURM_JOB_ID: '71',
    SLURM_ARRAY_TASK_ID: '12',
    SLURM_ARRAY_TASK_MIN: '10',
    SLURM_ARRAY_TASK_MAX: '13',
    SLURM_ARRAY_TASK_COUNT: '4',
    SLURM_ARRAY_TASK_STEP: '1',
  },
  kubernetes: { JOB_COMPLETION_INDEX: '2', RAPA_SHARDS: '4' },
  awsBatch: { AWS_BATCH_JOB_ARRAY_INDEX: '2', AWS_BATCH_JOB_ARRAY_SIZE: '4' },
  gitlab: { GITLAB_CI: 'true', CI_NODE_INDEX: '3', CI_NODE_TOTAL: '4' },
  circleci: { CIRCLE_NODE_INDEX: '2', CIRCLE_NODE_TOTAL: '4' },
  buildkite: { BUILDKITE_PARALLEL_JOB: '2', BUILDKITE_PARALLEL_JOB_COUNT: '4' },
  bitbucket: { BITBUCKET_PARALLEL_STEP: '2', BITBUCKET_PARALLEL_STEP_COUNT: '4' },
  sge: { SGE_TASK_ID: '3', SGE_TASK_FIRST: '1', SGE_TASK_LAST: '4', SGE_TASK_STEPSIZE: '1' },
  pbs: { PBS_JOBID: '9[3].host', PBS_ARRAY_INDEX: '3', RAPA_SHARDS: '4' },
  torque: { PBS_ARRAYID: '3', RAPA_SHARDS: '4' },
  lsf: { LSB_JOBID: '8', LSB_JOBINDEX: '3', LSB_JOBINDEX_END: '4', LSB_JOBINDEX_STEP: '1' },
  cloudRun: { CLOUD_RUN_TASK_INDEX: '2', CLOUD_RUN_TASK_COUNT: '4' },
};

function messageOf(env: Readonly<Record<string, string>>): string {
  try {
    return `no error, but ${JSON.stringify(shardOfTask(env))}`;
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
}

describe('shardOfTask', () => {
  it.each(Object.entries(thirdOfFour))('reads the third of four tasks of %s', (name, env) => {
    const { title } = schedulers[name as keyof typeof schedulers];
    expect(shardOfTask({ HOME: '/home/a', ...env })).toEqual({ shard: { index: 3, count: 4 }, title });
  });

  it.each(
    Object.entries(thirdOfFour).flatMap(([name, env]) => {
      const { marks } = schedulers[name as keyof typeof schedulers];
      const needed = Object.keys(env).filter((variable) => !(marks as readonly string[]).includes(variable));
      return needed.map((variable) => [name, variable, env] as const);
    }),
  )('refuses a task of %s without %s', (_, variable, whole) => {
    const { [variable]: _left, ...env } = whole;
    expect(messageOf(env)).toMatch(/^--shard auto\n {2}expected: /);
    expect(messageOf({ ...env, [variable]: '' })).toMatch(/^--shard auto\n/);
  });

  it.each(Object.entries(thirdOfFour))('refuses a number of %s that is none or outside of the tasks', (name, env) => {
    const { index } = schedulers[name as keyof typeof schedulers].variables;
    for (const value of ['4294967296', 'three', '-1', '2.5', '99']) {
      expect(messageOf({ ...env, [index]: value })).toContain(value);
    }
  });

  it('refuses gaps between the numbers of tasks, which would leave shards out', () => {
    expect(messageOf({ ...thirdOfFour.slurm, SLURM_ARRAY_TASK_STEP: '2' })).toContain('SLURM_ARRAY_TASK_STEP=2');
    expect(messageOf({ ...thirdOfFour.slurm, SLURM_ARRAY_TASK_MAX: '17' })).toContain(
      '4 tasks with numbers from 10 to 17',
    );
    expect(messageOf({ ...thirdOfFour.lsf, LSB_JOBINDEX_STEP: '3' })).toContain('LSB_JOBINDEX_STEP=3');
    expect(messageOf({ ...thirdOfFour.pbs, PBS_ARRAY_INDEX: '0' })).toContain('PBS_ARRAY_INDEX from 1 to 4');
  });

  it.each([
    [{}, 'state the shard: --shard i/n'],
    [{ SLURM_JOB_ID: '3' }, 'sbatch --array=1-n'],
    [{ GITLAB_CI: 'true', CI_NODE_TOTAL: '1' }, '`parallel: n`'],
    [{ LSB_JOBID: '3', LSB_JOBINDEX: '0', LSB_JOBINDEX_END: '0', LSB_JOBINDEX_STEP: '0' }, 'bsub -J'],
    [
      { SGE_ROOT: '/opt', SGE_TASK_ID: 'undefined', SGE_TASK_FIRST: 'undefined', SGE_TASK_LAST: 'undefined' },
      'qsub -t',
    ],
    [{ KUBERNETES_SERVICE_HOST: '10.0.0.1' }, 'completionMode: Indexed'],
  ])('never takes a job with one task for the whole run: %j', (env, remedy) => {
    expect(messageOf(env)).toContain(remedy);
  });

  it('refuses a number of shards of 0', () => {
    const none = { ...thirdOfFour.kubernetes, RAPA_SHARDS: '0' };
    expect(messageOf(none)).toMatch(/expected: at least one shard\n.*0 from RAPA_SHARDS/);
    expect(messageOf({ ...thirdOfFour.gitlab, CI_NODE_TOTAL: '0' })).toMatch(/0 from parallel jobs of GitLab CI/);
  });

  it('refuses two schedulers, and a RAPA_SHARDS that contradicts the scheduler', () => {
    expect(messageOf({ ...thirdOfFour.gitlab, ...thirdOfFour.slurm })).toMatch(/Slurm.* and .*GitLab/);
    expect(messageOf({ ...thirdOfFour.slurm, RAPA_SHARDS: '5' })).toContain('RAPA_SHARDS=5');
    expect(shardOfTask({ ...thirdOfFour.slurm, RAPA_SHARDS: '4' }).shard).toEqual({ index: 3, count: 4 });
  });

  it('takes a job array that a job of GitLab without `parallel` submitted', () => {
    const env = { ...thirdOfFour.slurm, GITLAB_CI: 'true', CI_NODE_TOTAL: '1' };
    expect(shardOfTask(env).shard).toEqual({ index: 3, count: 4 });
  });
});
