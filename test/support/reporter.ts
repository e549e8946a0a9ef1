import { relative } from 'node:path';
import Mocha from 'mocha';
import { missingPrograms } from '../../dev/programs';

/** Mocha's own report, then the failed tests by file, what the skipped ones may have needed, and one closing line for whoever reads the end only. */
class Reporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const failed: Mocha.Runnable[] = [];
    runner.on('fail', (test) => failed.push(test));
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      for (const test of failed) console.log(`  failed: ${relative('', test.file ?? '')}: ${test.fullTitle()}`);
      // Tests may run in other processes, which can't tell what they were skipped for.
      if (pending > 0) for (const program of missingPrograms()) console.log(`  not installed: ${program}`);
      console.log(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
    });
  }
}

export = Reporter;
