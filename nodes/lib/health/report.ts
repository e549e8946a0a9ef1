/** Which kind of health service answered (docs/protocol.md, 13). */
export type Profile = 'container' | 'appliance' | 'legacy';

/** What a server says of itself: flat, so that dashboards and databases take it as it is. */
export interface HealthReport {
  profile: Profile;
  /** Of the health service that answered, for example `http://host:8001`. */
  address: string;
  /** Whether it has room for one more session, as far as it says; legacy appliances don't, there it is `healthy`. */
  ready: boolean;
  /** Whether all its parts work. */
  healthy: boolean;
  /** Names of the parts that do not, separated by commas; empty if all do. */
  problems: string;
  /** Sessions that are open. */
  sessions?: number;
  /** Sessions at once, at the most. */
  max_sessions?: number;
  version?: string;
  /** Codes of the languages that it has, separated by commas. */
  languages?: string;
}
