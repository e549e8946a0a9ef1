import assert from 'node:assert/strict';
import { systemClock } from '../../../nodes/lib/time/clock';

describe('systemClock', () => {
  it('goes on steadily when the date of the machine is set', () => {
    const dateNow = Date.now;
    const [now, date] = [systemClock.now(), systemClock.date()];
    Date.now = () => dateNow() + 3 * 24 * 3_600_000;
    try {
      assert.ok(systemClock.now() - now < 60_000);
      assert.ok(systemClock.date() - date > 24 * 3_600_000);
    } finally {
      Date.now = dateNow;
    }
  });
});
