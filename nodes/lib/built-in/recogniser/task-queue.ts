/** Runs tasks one after the other, in the order in which they came. A task that fails does not stop those behind it. */
export class TaskQueue {
  private last: Promise<unknown> = Promise.resolve();
  private unfinished = 0;

  /** Whether a task that is added now has to wait. */
  get isBusy(): boolean {
    return this.unfinished > 0;
  }

  /** Settles as the task does. */
  add<T>(task: () => T | Promise<T>): Promise<T> {
    this.unfinished++;
    const result = this.last.then(task).finally(() => this.unfinished--);
    this.last = result.catch(() => {});
    return result;
  }
}
