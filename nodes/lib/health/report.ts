/** Which kind of health service answered (docs/protocol.md, 13). */
export type Profile = 'container' | 'appliance' | 'legacy';

/** The health of a server: a flat object, so that dashboards and databases can use it as it is. */
export interface HealthReport {
  profile: Profile;
  /** Address of the health service that answered, for example `http://host:8001`. */
  address: string;
  /** Whether it has room for one more session; for legacy appliances, which don't report it, the same as `healthy`. */
  ready: boolean;
  /** Whether all its parts work. */
  healthy: boolean;
  /** Names of the parts that do not, separated by commas; empty if all do. */
  problems: string;
  /** Open sessions. */
  sessions?: number;
  /** The most simultaneous sessions. */
  max_sessions?: number;
  version?: string;
  /** Codes of the languages that it has, separated by commas. */
  languages?: string;
}
