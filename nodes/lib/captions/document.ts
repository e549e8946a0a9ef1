import type { Cue } from './cue';
import { fileName } from './file-name';
import type { CaptionFormat } from './format/format';
import { HlsSegmenter } from './format/hls';
import { openFormat } from './format/formats';
import type { CaptionSettings } from './settings';

/** A whole file, or a piece to append to it. */
export interface FilePart {
  filename: string;
  text: string;
  /** Nothing more comes for this file. */
  last: boolean;
}

/** Writes the cues of one stream to files. */
export interface CaptionDocument {
  add(cue: Cue, number: number): FilePart[];
  /** Notes that no further cue begins before `time`, seconds. */
  advance(time: number): FilePart[];
  finish(): FilePart[];
}

/** The most characters of a document that is sent as a whole, two days of speech; beyond it, a second one is begun. */
const MOST_CHARACTERS = 4_000_000;

/** The document of a stream that begins now. @param now epoch milliseconds; @param language where it was told */
export function openDocument(
  settings: CaptionSettings,
  { stream, now, language }: { stream: string; now: number; language?: string },
): CaptionDocument {
  const { format, filename, place, hls, document } = settings;
  if (format === 'hls') {
    const name = fileName(filename, { stream, now, extension: '.m3u8' }).replace(/\.m3u8$/, '');
    return hlsDocument(new HlsSegmenter(name, hls, place));
  }
  const opened = openFormat(format, place, language);
  const nameOf = (part: number): string => fileName(filename, { stream, now, extension: opened.extension, part });
  return document === 'pieces' ? new Pieces(opened, nameOf(1)) : new Whole(opened, nameOf);
}

class Pieces implements CaptionDocument {
  private begun = false;

  constructor(
    private readonly format: CaptionFormat,
    private readonly filename: string,
  ) {}

  add(cue: Cue, number: number): FilePart[] {
    const head = this.begun ? '' : this.format.head;
    this.begun = true;
    return [{ filename: this.filename, text: head + this.format.cue(cue, number), last: false }];
  }

  advance(): FilePart[] {
    return [];
  }

  finish(): FilePart[] {
    const text = this.begun ? this.format.tail : this.format.head + this.format.tail;
    return [{ filename: this.filename, text, last: true }];
  }
}

class Whole implements CaptionDocument {
  private text: string;
  private part = 1;

  constructor(
    private readonly format: CaptionFormat,
    private readonly nameOf: (part: number) => string,
  ) {
    this.text = format.head;
  }

  add(cue: Cue, number: number): FilePart[] {
    this.text += this.format.cue(cue, number);
    return this.text.length < MOST_CHARACTERS ? [] : this.finish();
  }

  advance(): FilePart[] {
    return [];
  }

  finish(): FilePart[] {
    const part = { filename: this.nameOf(this.part), text: this.text + this.format.tail, last: true };
    this.part += 1;
    this.text = this.format.head;
    return [part];
  }
}

function hlsDocument(segmenter: HlsSegmenter): CaptionDocument {
  const isPlaylist = (filename: string): boolean => filename === segmenter.playlistName;
  return {
    add(cue) {
      segmenter.add(cue);
      return [];
    },
    advance: (time) => segmenter.advance(time).map((file) => ({ ...file, last: !isPlaylist(file.filename) })),
    finish: () => segmenter.finish().map((file) => ({ ...file, last: true })),
  };
}
