const TROUBLESHOOTING =
  'https://github.com/node-red-contrib-speechmatics/node-red-contrib-speechmatics/blob/main/docs/troubleshooting.md';

/** Where the documentation says more of an error with this code. */
export function helpUrl(code: string): string {
  return `${TROUBLESHOOTING}#${encodeURIComponent(code.toLowerCase())}`;
}
