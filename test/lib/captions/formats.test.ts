import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { fromXML } from 'imsc/src/main/js/doc.js';
import { generateISD, type Span } from 'imsc/src/main/js/isd.js';
import { parseSync } from 'subtitle';
import { WebVTTParser } from 'webvtt-parser';
import type { Cue } from '../../../nodes/lib/captions/cue';
import type { CaptionFormat, Place } from '../../../nodes/lib/captions/format/format';
import { openFormat } from '../../../nodes/lib/captions/format/formats';
import { HlsSegmenter } from '../../../nodes/lib/captions/format/hls';
import { requireProgram } from '../../../dev/programs';
import { cuesOf } from './speech';

const PLACE: Place = { position: 'bottom', align: 'center' };

const documentOf = (format: CaptionFormat, cues: readonly Cue[]): string =>
  format.head + cues.map((one, index) => format.cue(one, index + 1)).join('') + format.tail;

const textOf = ({ lines }: Cue): string => lines.map(({ text }) => text).join('\n');

const SAID = cuesOf([
  {
    text: 'Is it true that 3 < 4 & 5 > 4? That --> this, they say, is what nobody has ever asked before in this house.',
    speaker: 'S1',
  },
  { text: 'No.', speaker: 'S2' },
  { text: 'שלום, עולם.', start: 4000 },
  { text: 'After a hundred hours.', start: 400_000, speaker: 'A "B" <C>' },
]);

/** Cues of what any speaker may say. */
const cue = fc
  .record({
    lines: fc.array(
      fc.record({
        text: fc
          .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
          .map((text) => `x${text.replace(/\s+/gu, ' ')}x`),
        speaker: fc.option(fc.string({ minLength: 1, maxLength: 8 }), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    direction: fc.constantFrom('ltr' as const, 'rtl' as const),
    start: fc.integer({ min: 0, max: 500_000_000 }),
    length: fc.integer({ min: 1, max: 7000 }),
  })
  .map(({ lines, direction, start, length }): Cue => {
    const times = { start: start / 1000, end: (start + length) / 1000 };
    const known = lines.map(({ text, speaker }) => (speaker === undefined ? { text } : { text, speaker }));
    return { ...times, direction, lines: known, words: [] };
  });

const faultsOfVtt = (text: string): unknown[] => new WebVTTParser().parse(text, 'captions').errors;

const fail = (message: string): never => {
  throw new Error(message);
};

const ttmlOf = (xml: string): ReturnType<typeof fromXML> =>
  fromXML(xml, { info: fail, warn: fail, error: fail, fatal: fail });

function spansOf(part: Span): string {
  if (part.kind === 'br') return '\n';
  return (part.text ?? '') + (part.contents ?? []).map(spansOf).join('');
}

describe('SubRip', () => {
  it('is read by another library, with the times and the text', () => {
    const nodes = parseSync(documentOf(openFormat('srt', PLACE), SAID));
    assert.deepEqual(
      nodes.map((node) => node.type === 'cue' && [node.data.start, node.data.end]),
      SAID.map(({ start, end }) => [start, end].map((time) => Math.round(time * 1000))),
    );
    assert.deepEqual(
      nodes.map((node) => node.type === 'cue' && node.data.text.replaceAll('\u200f', '')),
      SAID.map((one) => textOf(one).replaceAll('-->', '->')),
    );
  });

  it('is read by ffmpeg', function () {
    const ffmpeg = requireProgram(this, 'ffmpeg');
    const convert = ['-v', 'error', '-f', 'srt', '-i', '-', '-f', 'webvtt', '-'];
    const text = execFileSync(ffmpeg, convert, { input: documentOf(openFormat('srt', PLACE), SAID), encoding: 'utf8' });
    assert.equal(text.match(/ --> /g)?.length, SAID.length);
    assert.match(text, /111:06:40\.000 --> 111:06:41/);
  });

  it('keeps marks at their end of lines that run from right to left', () => {
    assert.match(documentOf(openFormat('srt', PLACE), SAID), /\u200fשלום, עולם\.\u200f\n/);
  });

  it('says where it stands', () => {
    assert.match(documentOf(openFormat('srt', { ...PLACE, position: 'top' }), SAID), /\n\{\\an8\}Is it/);
  });

  it('is read back, whatever is said', () => {
    fc.assert(
      fc.property(cue, (one) => {
        const nodes = parseSync(documentOf(openFormat('srt', PLACE), [one]));
        assert.equal(nodes.length, 1);
      }),
    );
  });
});

describe('WebVTT', () => {
  it('is valid, with speakers as voices', () => {
    for (const place of [PLACE, { position: 'top', align: 'start' } as const]) {
      const text = documentOf(openFormat('vtt', place), SAID);
      assert.deepEqual(faultsOfVtt(text), []);
      assert.match(text, /<v S1>.*&lt; 4 &amp; 5 &gt; 4/);
    }
  });

  it('is valid, whatever is said', () => {
    fc.assert(
      fc.property(fc.array(cue, { maxLength: 3 }), (cues) => {
        const sorted = cues.sort((a, b) => a.start - b.start);
        assert.deepEqual(faultsOfVtt(documentOf(openFormat('vtt', PLACE), sorted)), []);
      }),
    );
  });
});

describe('TTML', () => {
  it('is read by an IMSC renderer without a complaint, with the times and the text', () => {
    const document = ttmlOf(documentOf(openFormat('ttml', PLACE, 'en'), SAID));
    const times = document.getMediaTimeEvents();
    for (const one of SAID) {
      assert.ok(times.some((time) => Math.abs(time - one.start) < 1e-6));
      assert.equal(spansOf(generateISD(document, (one.start + one.end) / 2)), textOf(one));
    }
  });

  it('is read, whatever is said', () => {
    fc.assert(
      fc.property(cue, fc.string(), (one, language) => {
        const document = ttmlOf(documentOf(openFormat('ttml', PLACE, language), [one]));
        assert.equal(document.getMediaTimeEvents().length >= 2, true);
      }),
    );
  });
});

describe('plain lines and JSON lines', () => {
  it('hold the cues', () => {
    assert.match(documentOf(openFormat('text', PLACE), SAID), /^Is it true that 3 < 4 & 5 > 4\?\n\nThat --> this/);
    const lines = documentOf(openFormat('jsonl', PLACE), SAID).trim().split('\n');
    const objects = lines.map((line) => JSON.parse(line) as { number: number; text: string; speaker?: string });
    assert.deepEqual(
      objects.map(({ number, text }) => [number, text]),
      SAID.map((one, index) => [index + 1, textOf(one)]),
    );
    assert.equal(objects[0]!.speaker, 'S1');
  });
});

describe('HLS', () => {
  const segmentsOf = (cues: readonly Cue[]): string[] => {
    const segmenter = new HlsSegmenter('show', { segment: 6, mpegts: 900_000 }, PLACE);
    const files = cues.flatMap((one) => {
      const closed = segmenter.advance(one.start);
      segmenter.add(one);
      return closed;
    });
    return [...files, ...segmenter.finish()]
      .filter(({ filename }) => filename.endsWith('.vtt'))
      .map(({ text }) => text);
  };
  const at = (start: number, end: number): Cue => ({
    start,
    end,
    lines: [{ text: `at ${start}` }],
    direction: 'ltr',
    words: [],
  });

  it('is made of valid segments, and a cue is in each that it reaches into', () => {
    const segments = segmentsOf([at(1, 3), at(5, 7.5), at(20, 21)]);
    assert.deepEqual(
      segments.map((text) => text.match(/at \d+/g) ?? []),
      [['at 1', 'at 5'], ['at 5'], [], ['at 20']],
    );
    for (const text of segments) {
      assert.match(text, /^WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n\n/);
      // The validator knows no headers.
      assert.deepEqual(faultsOfVtt(text.replace(/^X-.*\n/m, '')), []);
    }
  });

  it('has a playlist that grows and is closed at the end', () => {
    const segmenter = new HlsSegmenter('folder/my show', { segment: 4, mpegts: 0 }, PLACE);
    segmenter.add(at(1, 2));
    const [segment, playlist] = segmenter.advance(5);
    assert.equal(segment!.filename, 'folder/my show-00000.vtt');
    assert.match(playlist!.text, /#EXTINF:4.000,\nmy%20show-00000.vtt\n$/);
    segmenter.add(at(6, 7));
    const complete = segmenter.finish().at(-1)!;
    assert.match(complete.text, /00000.vtt\n#EXTINF:4.000,\nmy%20show-00001.vtt\n#EXT-X-ENDLIST\n$/);
  });

  it('is bounded where times jump, and loses no cue', () => {
    const segmenter = new HlsSegmenter('x', { segment: 1, mpegts: 0 }, PLACE);
    segmenter.add(at(1, 2));
    const files = segmenter.advance(1e9);
    assert.ok(files.length < 2000, String(files.length));
    assert.ok(files[1]!.text.includes('at 1'));
    segmenter.add(at(2e9, 2e9 + 1));
    const last = segmenter.finish();
    assert.ok(last.length < 2000 && last.some(({ text }) => text.includes('at 2000000000')));
  });
});
