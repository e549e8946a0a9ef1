/** Runs tasks one after the other, in the order in which they came. A task that fails does not stop those behind it. */
export class TaskQueue {
  private last: Promise<unknown> = Promise.resolve();

  /** Settles as the task does. */
  add<T>(task: () => T | Promise<T>): Promise<T> {
    const result = this.last.then(task);
    this.last = result.catch(() => {});
    return result;
  }
}
