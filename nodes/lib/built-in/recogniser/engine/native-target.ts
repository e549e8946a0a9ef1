const TARGETS = ['linux/x64', 'linux/arm64', 'darwin/x64', 'darwin/arm64', 'win32/x64', 'win32/arm64'] as const;

/** A kind of machine that the native engine is compiled for, as its package names it. */
export type NativeTarget = (typeof TARGETS)[number];

/** What decides which engine runs. */
interface Machine {
  platform: string;
  arch: string;
  /** Whether its C library is that of GNU: Alpine's, for example, is another. */
  hasGlibc: boolean;
}

/** Which of the native engine's binaries fits a machine; undefined if none does. */
export function nativeTarget({ platform, arch, hasGlibc }: Machine = thisMachine()): NativeTarget | undefined {
  if (platform === 'linux' && !hasGlibc) return undefined;
  return TARGETS.find((target) => target === `${platform}/${arch}`);
}

function thisMachine(): Machine {
  const { platform, arch } = process;
  return { platform, arch, hasGlibc: platform === 'linux' && usesGlibc() };
}

function usesGlibc(): boolean {
  // Else Node.js asks the network for the names of all connections.
  const report: NodeJS.ProcessReport & { excludeNetwork?: boolean } = process.report;
  report.excludeNetwork = true;
  const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime !== undefined;
}
