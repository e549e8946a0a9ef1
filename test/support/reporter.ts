import Mocha from 'mocha';
import { missingPrograms } from '../../dev/programs';

/** Mocha's own report, then what was skipped and why, then one closing line for whoever reads the end only. */
class Reporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      for (const program of missingPrograms) console.log(`  skipped tests that need ${program}`);
      console.log(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
    });
  }
}

export = Reporter;
