import type { Found } from './feed';

/** The most characters of a line, and of the kept error messages. */
const LINE_LENGTH = 1000;
const COMPLAINT_LENGTH = 300;

/** Parses the output of ffmpeg at its log level `level+info`: what it found, and errors. */
export class Banner {
  readonly found: Found = {};
  private rest = '';
  private section: 'before' | 'input' | 'output' = 'before';
  private complaints: string[] = [];

  /** Whether ffmpeg has begun to write. */
  get isComplete(): boolean {
    return this.section === 'output';
  }

  /** The last error messages; empty if there are none. */
  get complaint(): string {
    return this.complaints.join('; ').slice(0, COMPLAINT_LENGTH);
  }

  push(text: string): void {
    const lines = (this.rest + text).split(/[\r\n]+/);
    this.rest = lines.pop()!.slice(0, LINE_LENGTH);
    for (const line of lines) this.read(line.slice(0, LINE_LENGTH));
  }

  private read(line: string): void {
    // For example [rtsp @ 0x5581] [error] method DESCRIBE failed
    const fault = /^(?:\[[^\]]* @ 0x[0-9a-f]+\] )*\[(?:error|fatal|panic)\] (.*)$/.exec(line)?.[1]?.trim();
    if (fault) this.complaints = [...this.complaints, fault].slice(-2);
    const said = line.replace(/^(\[[^\]]*\] ?)+/, '').trim();
    if (said.startsWith('Input #') && this.section === 'before') this.section = 'input';
    if (said.startsWith('Output #')) this.section = 'output';
    if (this.section === 'input') this.readInput(said);
  }

  private readInput(said: string): void {
    const [, hours, minutes, seconds] = /^Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)/.exec(said) ?? [];
    const duration = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    // Live streams have none, or none yet.
    if (duration > 0) this.found.duration ??= duration;
    const stream = /^Stream #\S+: Audio: ([^,]+), (\d+) Hz, ([^,]+)/.exec(said);
    if (!stream || this.found.codec !== undefined) return;
    this.found.codec = stream[1]!.split(' ')[0]!;
    this.found.sample_rate = Number(stream[2]);
    this.found.channels = stream[3]!.trim();
  }
}
