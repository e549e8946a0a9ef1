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

/** As Node.js reports it; false if that can't be had: the other engine runs everywhere. */
function usesGlibc(): boolean {
  const { report } = process as { report?: NodeJS.ProcessReport & { excludeNetwork?: boolean } };
  if (!report) return false;
  const { excludeNetwork } = report;
  try {
    // Else Node.js asks the network for the names of all connections.
    report.excludeNetwork = true;
    const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } };
    return header?.glibcVersionRuntime !== undefined;
  } catch {
    return false;
  } finally {
    report.excludeNetwork = excludeNetwork;
  }
}
