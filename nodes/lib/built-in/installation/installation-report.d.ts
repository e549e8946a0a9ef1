/** The state of the recogniser, for the editor, which takes this type from here too. Sizes are megabytes on disk. */
export interface InstallationReport {
  state: 'installed' | 'missing' | 'installing' | 'failed';
  /** Of the models that are installed. */
  version?: string;
  /** Why it is not there, or why the last installation failed. */
  fault?: { code: string; reason: string; help: string };
  /** Why it can't be installed from here. */
  refusal?: string;
  /** Installs it by hand. */
  command: string;
  megabytes: number;
  /** How much of it is there, while it is being installed. */
  done?: number;
}
