/** Microseconds since the machine was started: the same in all processes. */
export function now(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
