/** The state of the recogniser, for the editor, which takes this type from here too. Sizes are megabytes on disk. */
export interface InstallationReport {
  state: 'installed' | 'missing' | 'installing' | 'failed';
  /** Version of the installed models. */
  version?: string;
  /** Why it is missing, or why the last installation failed. */
  fault?: { code: string; reason: string; help: string };
  /** Why it can't be installed from the editor. */
  refusal?: string;
  /** The command to install it manually. */
  command: string;
  megabytes: number;
  /** Progress of an installation. */
  done?: number;
}
