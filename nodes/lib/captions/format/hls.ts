import type { Cue } from '../cue';
import type { Place } from './format';
import { vttCue } from './webvtt';

/** A file of an HLS presentation: a segment, or the playlist that names them. */
export interface HlsFile {
  filename: string;
  text: string;
}

/** Settings for segments. */
export interface HlsSettings {
  /** Seconds of a segment, as those of the video. */
  segment: number;
  /** The video's time stamp where the captions' clock is zero, in 1/90000 s. */
  mpegts: number;
}

/** The most segments in a playlist: eight hours at six seconds. Older ones are removed. */
const MOST_LISTED = 4800;
/** The most empty segments at once, where times jump; earlier ones are left out, and the playlist begins after them. */
const MOST_AT_ONCE = 1000;

/** Cuts cues into WebVTT segments; a cue that reaches into several is in each, as players expect. */
export class HlsSegmenter {
  private next = 0;
  private listedFrom = 0;
  private open: Cue[] = [];

  /** @param name of the presentation, which the names of its files begin with */
  constructor(
    private readonly name: string,
    private readonly settings: HlsSettings,
    private readonly place: Place,
  ) {}

  /** The playlist's file. */
  get playlistName(): string {
    return `${this.name}.m3u8`;
  }

  add(cue: Cue): void {
    this.open.push(cue);
  }

  /**
   * Closes the segments that end by `time`, before which no further cue begins; returns them, and the playlist if there is a
   * new one.
   */
  advance(time: number): HlsFile[] {
    const files = this.closeUntil(Math.floor(time / this.settings.segment));
    return files.length > 0 ? [...files, this.playlist(false)] : [];
  }

  /** Closes what is open; returns the last segments and the complete playlist. */
  finish(): HlsFile[] {
    const end = this.open.at(-1)?.end ?? 0;
    return [...this.closeUntil(Math.ceil(end / this.settings.segment)), this.playlist(true)];
  }

  private closeUntil(end: number): HlsFile[] {
    const files: HlsFile[] = [];
    while (this.next < end) {
      const idle = Math.floor((this.open[0]?.start ?? Infinity) / this.settings.segment);
      const skipped = Math.min(idle, end) - MOST_AT_ONCE;
      if (skipped > this.next) this.listedFrom = this.next = skipped;
      files.push(this.close());
    }
    return files;
  }

  private close(): HlsFile {
    const { segment, mpegts } = this.settings;
    const end = (this.next + 1) * segment;
    const cues = this.open.filter(({ start }) => start < end);
    this.open = this.open.filter((cue) => cue.end > end);
    const filename = this.segmentName(this.next);
    this.next += 1;
    const head = `WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:${mpegts},LOCAL:00:00:00.000\n\n`;
    return { filename, text: head + cues.map((cue) => `${vttCue(cue, this.place)}\n`).join('') };
  }

  private playlist(complete: boolean): HlsFile {
    const first = Math.max(this.listedFrom, this.next - MOST_LISTED);
    const { segment } = this.settings;
    const lines = [
      '#EXTM3U',
      '#EXT-X-VERSION:3',
      `#EXT-X-TARGETDURATION:${Math.ceil(segment)}`,
      `#EXT-X-MEDIA-SEQUENCE:${first}`,
    ];
    for (let index = first; index < this.next; index += 1) {
      // Relative to the playlist, whatever folder it is in.
      lines.push(`#EXTINF:${segment.toFixed(3)},`, encodeURIComponent(this.segmentName(index).split(/[\\/]/).at(-1)!));
    }
    if (complete) lines.push('#EXT-X-ENDLIST');
    return { filename: this.playlistName, text: `${lines.join('\n')}\n` };
  }

  private segmentName(index: number): string {
    return `${this.name}-${String(index).padStart(5, '0')}.vtt`;
  }
}
