import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { excerptLikeness, likeness } from '../../dev/decoding';
import { readSamples, recordingNamed } from '../../dev/recordings';
import { temporaryFolder } from '../../dev/temporary-folder';
import type { StoredSourceSettings } from '../../nodes/lib/source/source-settings';
import { childProcesses, HeardSource, without } from './heard-source';

/** What every source plays. */
export const RECORDING = recordingNamed('austen-0880');

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const { default: getPort } = await import('get-port');
  return getPort();
}

/** Audio sources, and the servers and programs that they listen to; all gone after each test of the suite it is made in. */
export class RealSources {
  readonly folder = temporaryFolder();
  private readonly sources: HeardSource[] = [];
  private readonly servers: Server[] = [];
  private readonly programs: ChildProcess[] = [];

  constructor() {
    afterEach(() => this.closeAll());
    after(() => this.folder.remove());
  }

  /** A source with these settings, on a machine without some programs. */
  hear(settings: StoredSourceSettings, missing?: readonly string[]): HeardSource {
    const source = new HeardSource(settings, missing && without(...missing));
    this.sources.push(source);
    return source;
  }

  /** Address of an HTTP server. */
  async serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
    const server = createServer(answer).listen(0, '127.0.0.1');
    this.servers.push(server);
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Somebody else's server. */
  run(program: string, ...list: string[]): ChildProcess {
    return this.spawn(program, list, 'ignore');
  }

  /** ffmpeg as somebody else's program that sends. */
  send(ffmpeg: string, ...list: string[]): ChildProcess {
    return this.spawn(ffmpeg, ['-v', 'error', '-nostdin', '-y', ...list], 'inherit');
  }

  private spawn(program: string, list: string[], errors: 'ignore' | 'inherit'): ChildProcess {
    const child = spawn(program, list, { stdio: ['ignore', 'ignore', errors] });
    this.programs.push(child);
    return child;
  }

  private async closeAll(): Promise<void> {
    const programs = this.programs.splice(0);
    for (const program of programs) program.kill('SIGKILL');
    for (const source of this.sources.splice(0)) await source.close();
    for (const server of this.servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
    assert.deepEqual(
      childProcesses('ffmpeg').filter((pid) => !programs.some((program) => program.pid === pid)),
      [],
    );
  }
}

/** The source completes, with the whole recording. */
export async function isRecording(source: HeardSource, least = 0.9): Promise<void> {
  const end = await source.event('ended');
  assert.deepEqual((end.payload as { reason: string }).reason, 'completed', JSON.stringify([end, source.errors]));
  sounds(source, least);
  assert.deepEqual(source.audio.at(-1)!.complete, true);
}

/** What came is the recording. */
export function sounds(source: HeardSource, least = 0.9): void {
  const alike = likeness(readSamples(RECORDING), source.samples());
  assert.ok(alike > least, `likeness ${alike}, ${source.samples().length} samples`);
}

/** The middle of the recording came; it may be cut at its start, and come again. */
export function isHeard(source: HeardSource): void {
  const alike = excerptLikeness(readSamples(RECORDING).subarray(16_000, 32_000), source.samples());
  assert.ok(alike > 0.8, `likeness ${alike}`);
}
