import { CodedError } from '../errors/coded-error';

/** Limit of simultaneous tests of all users. */
const MOST_TESTS = 4;

/** The running connection tests: one per user, and few in all, since each opens a connection or starts a process. */
export class RunningTests {
  private readonly users = new Set<string>();

  /**
   * Runs a test.
   *
   * @param user name of the user; empty if Node-RED has no users
   * @throws CodedError `test_running`
   */
  async run<Result>(user: string, test: () => Promise<Result>): Promise<Result> {
    if (this.users.has(user) || this.users.size >= MOST_TESTS) {
      throw new CodedError('test_running', 'Another connection test is still running. Wait until it has ended.');
    }
    this.users.add(user);
    try {
      return await test();
    } finally {
      this.users.delete(user);
    }
  }
}
