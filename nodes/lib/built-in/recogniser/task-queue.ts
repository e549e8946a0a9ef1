/** Runs tasks one after the other, in order. A failed task does not stop later ones. */
export class TaskQueue {
  private last: Promise<unknown> = Promise.resolve();
  private unfinished = 0;

  /** Whether a new task would have to wait. */
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
