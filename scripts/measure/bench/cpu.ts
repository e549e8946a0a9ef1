/** CPU time of this process since the creation of the meter. */
export class CpuMeter {
  private readonly before = process.cpuUsage();
  private readonly began = performance.now();

  /** Microseconds, user and system. */
  get microseconds(): number {
    const { user, system } = process.cpuUsage(this.before);
    return user + system;
  }

  /** Share of one core, 0 to 1. */
  get share(): number {
    return this.microseconds / 1000 / (performance.now() - this.began);
  }
}
