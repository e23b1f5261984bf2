import { UserError } from '../base/errors.js';
import type { Shard } from '../planning/parseShard.js';
import { type Scheduler, schedulers } from './schedulers.js';

/** The number of shards, for schedulers that do not tell it. */
export const shardsVariable = 'RAPA_SHARDS';

/** A shard and the scheduler that it comes from. */
export interface ScheduledShard {
  readonly shard: Shard;
  /** The scheduler in words. */
  readonly title: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The shard of this process, from the variables of the scheduler that started it. Throws `UserError` if no scheduler or several
 * can be recognised, a variable is missing or not a number, or the numbers do not run from the first to the last in steps of 1.
 */
export function shardOfTask(env: Variables): ScheduledShard {
  const found = Object.values<Scheduler>(schedulers).filter((scheduler) => isTask(scheduler, env));
  const [scheduler, other] = found;
  if (scheduler === undefined) throw noScheduler(env);
  if (other !== undefined) {
    throw fault({
      expected: 'the variables of one scheduler',
      found: found.map(({ title, variables }) => `${title} (${variables.index})`).join(' and '),
      remedy: 'unset the variables of the outer scheduler, or state the shard: --shard i/n',
    });
  }
  return { shard: shardOf(scheduler, env), title: scheduler.title };
}

function isTask({ variables, single = [] }: Scheduler, env: Variables): boolean {
  const index = text(env, variables.index);
  if (index !== undefined) return !single.includes(index);
  // GitLab sets the number of jobs in every job, to 1 without `parallel`.
  const rest = [variables.first, variables.count, variables.last].filter((name) => typeof name === 'string');
  return rest.some((name) => (text(env, name) ?? '1') !== '1' && !single.includes(text(env, name)!));
}

function shardOf(scheduler: Scheduler, env: Variables): Shard {
  const { index, first, count, last, step } = scheduler.variables;
  const numberOf = (name: string) => readNumber(name, scheduler, env);
  const from = typeof first === 'string' ? numberOf(first) : first;
  const stepSize = step === undefined ? 1 : numberOf(step);
  const told = count !== undefined ? numberOf(count) : last !== undefined ? numberOf(last) - from + 1 : undefined;
  const span = count !== undefined && last !== undefined ? numberOf(last) - from + 1 : told;
  if (stepSize !== 1 || span !== told) {
    throw fault({
      expected: `${scheduler.title} with consecutive numbers`,
      found: stepSize !== 1 ? `${step}=${env[step!]}` : `${told} tasks with numbers from ${from} to ${env[last!]}`,
      remedy: scheduler.remedy,
    });
  }
  const total = totalOf(scheduler, told, env);
  const own = { index: numberOf(index) - from + 1, count: total };
  if (own.index >= 1 && own.index <= total) return own;
  throw fault({
    expected: `${index} from ${from} to ${from + total - 1}`,
    found: `${index}=${env[index]}`,
    remedy: scheduler.remedy,
  });
}

/** The scheduler's number of tasks, which `RAPA_SHARDS` must not contradict, or else that variable. */
function totalOf(scheduler: Scheduler, told: number | undefined, env: Variables): number {
  const stated = text(env, shardsVariable) === undefined ? undefined : readNumber(shardsVariable, scheduler, env);
  if (told === undefined && stated === undefined) {
    throw fault({
      expected: `${shardsVariable}, the number of shards, because ${scheduler.title} does not tell it`,
      found: 'no such variable',
      remedy: `set ${shardsVariable} to the number of tasks in the job's environment`,
    });
  }
  if (told !== undefined && stated !== undefined && told !== stated) {
    throw fault({
      expected: `one number of shards`,
      found: `${told} from ${scheduler.title} and ${shardsVariable}=${stated}`,
      remedy: `unset ${shardsVariable}`,
    });
  }
  const total = told ?? stated!;
  if (total > 0) return total;
  throw fault({
    expected: 'at least one shard',
    found: `0 from ${told === undefined ? shardsVariable : scheduler.title}`,
    remedy: scheduler.remedy,
  });
}

function readNumber(name: string, { title, remedy }: Scheduler, env: Variables): number {
  const value = text(env, name);
  if (value !== undefined && /^\d{1,6}$/.test(value)) return Number(value);
  throw fault({
    expected: `${name}, a whole number, because this looks like ${title}`,
    found: value === undefined ? 'no such variable' : JSON.stringify(value),
    remedy: `${remedy}; or state the shard: --shard i/n`,
  });
}

function noScheduler(env: Variables): UserError {
  const host = Object.values<Scheduler>(schedulers).find(({ marks }) =>
    marks.some((name) => text(env, name) !== undefined),
  );
  return fault({
    expected: 'a task of a scheduler that tells its number',
    found: host === undefined ? 'no such variables' : `a job with one task, not ${host.title}`,
    remedy: `${host === undefined ? 'state the shard' : `${host.remedy}; or state the shard`}: --shard i/n`,
  });
}

/** Empty variables count as missing. */
function text(env: Variables, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

function fault(parts: Omit<UserError['parts'], 'where'>): UserError {
  return new UserError({ where: '--shard auto', ...parts });
}
