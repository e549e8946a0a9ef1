// Which folder may import which: arrows run down only, and no circle is allowed, types included.
const lib = (folders) => `^nodes/lib/(${folders})/`;

const GROUND = 'time|settings|errors|message|diagnostics';
const WIRE = 'speech-api|audio|transcript|health';
const STREAM = 'stream';
const APPLIANCE = 'appliance';
const TOP = 'transcriber|built-in';

const never = (name, from, to) => ({ name, severity: 'error', from, to });
const above = (...folders) => ({ path: lib(folders.join('|')) });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    never('no-circle', {}, { circular: true }),
    never('the-ground-floor-imports-nothing', { path: lib(GROUND) }, above(WIRE, APPLIANCE, STREAM, TOP)),
    never('the-wire-imports-the-ground-floor-only', { path: lib(WIRE) }, above(APPLIANCE, STREAM, TOP)),
    never('an-appliance-knows-no-stream', { path: lib(APPLIANCE) }, above(STREAM, TOP)),
    never('a-stream-knows-no-transcriber', { path: lib(STREAM) }, above(TOP)),
    never('the-built-in-appliance-is-apart', { path: lib('built-in') }, above(APPLIANCE, STREAM, 'transcriber')),
    never('the-transcriber-knows-no-built-in-appliance', { path: lib('transcriber') }, above('built-in')),
    never('lib-knows-no-node', { path: '^nodes/lib/' }, { path: '^nodes/[^/]+[.]ts$' }),
    never('lib-knows-no-node-red', { path: '^nodes/lib/' }, { path: 'node_modules/(@types/)?node-red' }),
    never('nodes-know-nothing-around-them', { path: '^nodes/' }, { path: '^(dev|scripts|test)/' }),
    never('dev-knows-no-script-and-no-test', { path: '^dev/' }, { path: '^(scripts|test)/' }),
    never('scripts-know-no-test', { path: '^scripts/' }, { path: '^test/' }),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^nodes/editor' },
  },
};
