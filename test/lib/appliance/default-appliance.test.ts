import assert from 'node:assert/strict';
import type { ApplianceLease, ApplianceProvider } from '../../../nodes/lib/appliance/appliance';
import { newSharing } from '../../../nodes/lib/appliance/appliance-sharing';
import { chosenAppliance } from '../../../nodes/lib/appliance/chosen-appliance';
import { DefaultAppliance, defaultAppliance } from '../../../nodes/lib/appliance/default-appliance';
import { systemClock } from '../../../nodes/lib/time/clock';

/** Counts who holds it. */
class CountedAppliance implements ApplianceProvider {
  users = 0;
  private readonly sharing = newSharing(systemClock);

  use(): ApplianceLease {
    this.users += 1;
    const endpoint = () => Promise.resolve({ url: 'ws://127.0.0.1:1/v2' });
    return { ...this.sharing, endpoint, release: () => (this.users -= 1) };
  }
}

describe('the default appliance', () => {
  it('is made for its first user, shared, and forgotten with its last', () => {
    const made: CountedAppliance[] = [];
    const appliance = new DefaultAppliance();
    appliance.provide(() => {
      made.push(new CountedAppliance());
      return made.at(-1)!;
    });
    assert.equal(made.length, 0);
    const [one, two] = [appliance.use(), appliance.use()];
    assert.equal(made.length, 1);
    assert.equal(one.pool, two.pool);
    one.release();
    one.release();
    assert.equal(made[0]!.users, 1);
    const three = appliance.use();
    two.release();
    three.release();
    assert.deepEqual([made.length, made[0]!.users], [1, 0]);
    assert.notEqual(appliance.use().pool, one.pool);
    assert.deepEqual([made.length, made[1]!.users], [2, 1]);
  });

  it('cannot be had where its type is switched off', () => {
    assert.throws(() => new DefaultAppliance().use(), { code: 'no_appliance' });
  });
});

describe('the appliance that a node names', () => {
  // As Node-RED does: an id may find what any object has.
  const nodes: Record<string, unknown> = {
    appliance: { type: 'speechmatics-appliance', use: () => {} },
    other: { type: 'mqtt-broker', use: () => {} },
  };
  const find = (id: string): unknown => nodes[id];

  it('is that node', () => {
    assert.equal(chosenAppliance('appliance', find), nodes.appliance);
  });

  for (const none of ['', undefined, null]) {
    it(`is the default one for ${JSON.stringify(none)}`, () => {
      assert.equal(chosenAppliance(none, find), defaultAppliance);
    });
  }

  for (const id of ['gone', 'other', '__proto__', 'constructor', 'toString', '_ADD_', 'default', 7, {}]) {
    it(`is missing for ${JSON.stringify(id)}: the default one is not taken in its place`, () => {
      assert.throws(() => chosenAppliance(id, find), { code: 'no_appliance' });
    });
  }

  it('may have any id', () => {
    for (const id of ['default', '_ADD_', 'built-in']) {
      const named = { [id]: nodes.appliance };
      assert.equal(
        chosenAppliance(id, (name) => named[name]),
        nodes.appliance,
      );
    }
  });
});
