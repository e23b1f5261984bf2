/** Assigns the next task to each worker when it becomes free; answers are in task order. */
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
