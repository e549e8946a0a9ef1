import { CodedError } from '../errors/coded-error';

/** Tests that may run at once, whoever asked for them. */
const MOST_TESTS = 4;

/** The connection tests that run now: one of each user, and few in all, since each opens a connection or starts a process. */
export class RunningTests {
  private readonly users = new Set<string>();

  /**
   * Runs a test.
   *
   * @param user who asks; an empty name where Node-RED knows no users
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
