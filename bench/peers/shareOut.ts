/** Gives each of `workers` the next task as soon as it is free; answers stand in the order of the tasks. */
export async function shareOut<Worker, Task, Answer>(
  workers: readonly Worker[],
  tasks: readonly Task[],
  work: (worker: Worker, task: Task) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = new Array(tasks.length);
  const queue = [...tasks.entries()];
  const take = async (worker: Worker) => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      answers[next[0]] = await work(worker, next[1]);
    }
  };
  await Promise.all(workers.map(take));
  return answers;
}
