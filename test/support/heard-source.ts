import { readFileSync } from 'node:fs';
import { AudioSource } from '../../nodes/lib/source/audio-source';
import type { CodedError } from '../../nodes/lib/errors/coded-error';
import type { FlowMessage } from '../../nodes/lib/message/flow-message';
import { installedPrograms, type Programs } from '../../nodes/lib/source/programs';
import { readSourceSettings, type StoredSourceSettings } from '../../nodes/lib/source/source-settings';
import type { SourceStatus } from '../../nodes/lib/source/status';
import { systemClock } from '../../nodes/lib/time/clock';

/** The programs of this machine but for some. */
export function without(...missing: string[]): Programs {
  const { platform, hasPulse } = installedPrograms;
  const find = (name: string): string | undefined =>
    missing.includes(name) ? undefined : installedPrograms.find(name);
  return { platform, hasPulse, find };
}

/** An audio source with real programs, and all that comes of it. */
export class HeardSource {
  readonly audio: FlowMessage[] = [];
  readonly events: FlowMessage[] = [];
  readonly errors: CodedError[] = [];
  readonly statuses: SourceStatus[] = [];
  readonly source: AudioSource;
  private readonly waiting = new Set<() => void>();

  constructor(settings: StoredSourceSettings, programs: Programs = installedPrograms) {
    const news = <T>(list: T[], ...items: T[]): void => {
      list.push(...items);
      for (const check of this.waiting) check();
    };
    // The real one would let the process of the tests end.
    const clock = { ...systemClock, setTimeout: (callback: () => void, delay: number) => setTimeout(callback, delay) };
    this.source = new AudioSource(
      readSourceSettings({ pace: 'fast', ...settings }),
      { programs, clock },
      {
        audio: (messages) => news(this.audio, ...messages),
        event: (message) => news(this.events, message),
        status: (status) => news(this.statuses, status),
        error: (error) => news(this.errors, error),
      },
    );
    this.source.begin();
  }

  /** Resolves when this is true. */
  until(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!isTrue()) return;
        this.waiting.delete(check);
        resolve();
      };
      this.waiting.add(check);
      check();
    });
  }

  async event(name: string, count = 1): Promise<FlowMessage> {
    const found = (): FlowMessage[] => this.events.filter(({ event }) => event === name);
    await this.until(() => found().length >= count);
    return found()[count - 1]!;
  }

  /** Resolves when that many seconds have come. */
  heard(seconds: number): Promise<void> {
    return this.until(() => this.samples().length >= seconds * 16_000);
  }

  input(message: FlowMessage): Promise<Error | undefined> {
    return new Promise((resolve) => this.source.input(message, resolve));
  }

  /** All samples so far, -1 to 1. */
  samples(topic?: string): Float32Array {
    const messages = this.audio.filter((message) => topic === undefined || message.topic === topic);
    const bytes = Buffer.concat(messages.map(({ payload }) => payload as Buffer));
    return Float32Array.from({ length: bytes.length >> 1 }, (_, index) => bytes.readInt16LE(index * 2) / 32768);
  }

  close(): Promise<void> {
    return this.source.close();
  }
}

/** The processes that this one has started and that still run. Linux only. */
export function childProcesses(program: string, parent = process.pid): number[] {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'latin1')
    .split(' ')
    .filter(Boolean)
    .map(Number);
  return children.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0')[0]!.endsWith(program);
    } catch {
      return false;
    }
  });
}
