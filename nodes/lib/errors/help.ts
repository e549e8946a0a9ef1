const TROUBLESHOOTING =
  'https://github.com/node-red-contrib-speechmatics/node-red-contrib-speechmatics/blob/main/docs/troubleshooting.md';

/** The address of the documentation of an error code. */
export function helpUrl(code: string): string {
  return `${TROUBLESHOOTING}#${encodeURIComponent(code.toLowerCase())}`;
}
