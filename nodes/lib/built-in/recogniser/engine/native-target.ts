const TARGETS = ['linux/x64', 'linux/arm64', 'darwin/x64', 'darwin/arm64', 'win32/x64', 'win32/arm64'] as const;

/** A platform of the native engine, as named in its package. */
export type NativeTarget = (typeof TARGETS)[number];

/** The properties that decide which engine runs. */
interface Machine {
  platform: string;
  arch: string;
  /** Whether its C library is glibc; Alpine has another one. */
  hasGlibc: boolean;
}

/** The native engine's binary for a machine; undefined if there is none. */
export function nativeTarget({ platform, arch, hasGlibc }: Machine = thisMachine()): NativeTarget | undefined {
  if (platform === 'linux' && !hasGlibc) return undefined;
  return TARGETS.find((target) => target === `${platform}/${arch}`);
}

function thisMachine(): Machine {
  const { platform, arch } = process;
  return { platform, arch, hasGlibc: platform === 'linux' && usesGlibc() };
}

/** As Node.js reports it; false if unknown, since the other engine runs everywhere. */
function usesGlibc(): boolean {
  const { report } = process as { report?: NodeJS.ProcessReport & { excludeNetwork?: boolean } };
  if (!report) return false;
  const { excludeNetwork } = report;
  try {
    // Otherwise Node.js resolves the names of all connections.
    report.excludeNetwork = true;
    const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } };
    return header?.glibcVersionRuntime !== undefined;
  } catch {
    return false;
  } finally {
    report.excludeNetwork = excludeNetwork;
  }
}
