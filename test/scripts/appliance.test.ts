import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { runScript } from '../support/npm-script';
import { RawClient } from '../support/raw-client';
import { readPcm, recordingNamed } from '../../dev/recordings';
import { VendorClient } from '../support/vendor-client';
import { wordErrorRate } from '../../dev/word-error-rate';

describe('npm run appliance', () => {
  const children: ChildProcess[] = [];

  function run(...options: string[]): ReturnType<typeof runScript> {
    const child = runScript('appliance', ...options);
    children.push(child);
    return child;
  }

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  it('serves where it says, as many sessions as it was told, until it is stopped', async () => {
    const child = run('--port', '0', '--sessions', '3');
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const url = /ws:\/\/127\.0\.0\.1:\d+\/v2/.exec(line.toString())?.[0];
    assert.ok(url, line.toString());
    (await RawClient.connect(url)).close();
    const status = await fetch(url.replace('ws:', 'http:').replace('/v2', '/session_status'));
    assert.deepEqual(await status.json(), { max_sessions: 3, active_sessions: [] });
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    assert.deepEqual(await exited, [0, null]);
  });

  it('recognises speech', async () => {
    const child = run('--port', '0');
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const recording = recordingNamed('austen-0930');
    const vendor = new VendorClient(/ws:\S+/.exec(line.toString())![0], 60_000);
    await vendor.start();
    vendor.sendAudio(readPcm(recording), 8192);
    await vendor.client.stopRecognition();
    assert.ok(wordErrorRate(recording.text, vendor.text) <= 0.2, vendor.text);
  });

  it('says that its port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const child = run('--port', String(port));
    const [complaint, [code]] = await Promise.all([text(child.stderr), once(child, 'exit') as Promise<[number]>]);
    server.close();
    assert.equal(complaint.trim(), `Port ${port} is taken. Choose another one with --port.`);
    assert.equal(code, 1);
  });

  it('says what it does not understand', async () => {
    const child = run('--port', 'http');
    const [complaint, [code]] = await Promise.all([text(child.stderr), once(child, 'exit') as Promise<[number]>]);
    assert.equal(complaint.trim(), '--port must be a whole number from 0 to 65535, not "http".');
    assert.equal(code, 1);
  });
});
