import { CodedError } from '../errors/coded-error';
import type { ApplianceLease, ApplianceProvider } from './appliance';

/** The appliance of nodes for which none is chosen: created for its first user, released after its last. */
export class DefaultAppliance implements ApplianceProvider {
  private make: (() => ApplianceProvider) | undefined;
  private current: { provider: ApplianceProvider; users: number } | undefined;

  /** Sets the function that creates it. */
  provide(make: () => ApplianceProvider): void {
    this.make = make;
    this.current = undefined;
  }

  /** @throws CodedError `no_appliance` */
  use(): ApplianceLease {
    if (!this.make) {
      const reason =
        'No appliance is chosen, and the built-in one is disabled. Enable the node type speechmatics-appliance.';
      throw new CodedError('no_appliance', reason);
    }
    const current = (this.current ??= { provider: this.make(), users: 0 });
    const lease = current.provider.use();
    let hold: 'held' | 'released' = 'held';
    current.users += 1;
    return {
      ...lease,
      release: () => {
        if (hold === 'released') return;
        hold = 'released';
        lease.release();
        current.users -= 1;
        if (current.users === 0 && this.current === current) this.current = undefined;
      },
    };
  }
}

/** The default appliance of this process, for all flows. */
export const defaultAppliance = new DefaultAppliance();
