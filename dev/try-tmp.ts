import { spawn } from 'node:child_process';
import { NodeRed } from './node-red';
import { temporaryFolder } from './temporary-folder';
import { installed, readExamples } from '../test/support/examples';
void (async () => {
const folder = temporaryFolder();
setTimeout(() => process.exit(1), 60000);
const s = Date.now();
const orig = require('node:child_process').spawn as typeof spawn;
require('node:child_process').spawn = (...a: unknown[]) => { const c = (orig as never as (...b: unknown[]) => ReturnType<typeof spawn>)(...a); c.stdout?.on('data', (d) => console.log(Date.now() - s, String(d))); c.on('exit', (e) => console.log('exit', e)); return c; };
await NodeRed.startFromSources(folder.path, installed(readExamples(), { 'speechmatics-wyoming-in': {port: '18333'}, 'speechmatics-telephone-asterisk': {port: '18334'}}), { fileWorkingDirectory: folder.path });
console.log('STARTED', Date.now() - s);
process.exit(0);
})();
