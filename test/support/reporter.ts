import Mocha from 'mocha';
import { missingPrograms } from '../../dev/programs';

/** Mocha's own report, then what the skipped tests may have needed, then one closing line for whoever reads the end only. */
class Reporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      // Tests may run in other processes, which can't tell what they were skipped for.
      if (pending > 0) for (const program of missingPrograms()) console.log(`  not installed: ${program}`);
      console.log(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
    });
  }
}

export = Reporter;
