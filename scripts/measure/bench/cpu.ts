/** CPU time of this process since now. */
export class CpuMeter {
  private readonly before = process.cpuUsage();
  private readonly began = performance.now();

  /** Microseconds, of user and system together. */
  get microseconds(): number {
    const { user, system } = process.cpuUsage(this.before);
    return user + system;
  }

  /** Of one core since the beginning: 1 is all of it. */
  get share(): number {
    return this.microseconds / 1000 / (performance.now() - this.began);
  }
}
