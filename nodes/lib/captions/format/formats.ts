import { jsonLines, plainText } from './plain';
import { subRip } from './subrip';
import { ttml } from './ttml';
import { webVtt } from './webvtt';
import type { CaptionFormat, Place } from './format';

/** What the node writes. `objects` are objects cue by cue, with JSON lines as their document; `hls` is apart. */
export const FORMATS = ['srt', 'vtt', 'ttml', 'text', 'jsonl', 'objects', 'hls'] as const;
export type FormatName = (typeof FORMATS)[number];

/** A format whose document is one file. @param language of the stream, where it was told */
export function openFormat(name: Exclude<FormatName, 'hls'>, place: Place, language?: string): CaptionFormat {
  switch (name) {
    case 'srt':
      return subRip(place);
    case 'vtt':
      return webVtt(place);
    case 'ttml':
      return ttml(place, language);
    case 'text':
      return plainText;
    case 'jsonl':
    case 'objects':
      return jsonLines;
  }
}
