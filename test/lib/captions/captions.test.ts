import assert from 'node:assert/strict';
import { createClock } from '@sinonjs/fake-timers';
import { Captions } from '../../../nodes/lib/captions/captions';
import { readCaptionSettings, type StoredCaptionSettings } from '../../../nodes/lib/captions/settings';
import type { FlowMessage } from '../../../nodes/lib/message/flow-message';
import { textOf } from '../../../nodes/lib/transcript/text';
import type { TranscriptResult } from '../../../nodes/lib/transcript/results';

const NOON = Date.UTC(2026, 0, 2, 12, 30, 5);

/** A captions node's library on a clock of its own, and what it sent. */
class Harness {
  readonly cues: FlowMessage[] = [];
  readonly documents: FlowMessage[] = [];
  readonly captions: Captions;
  readonly fake = createClock(NOON);

  constructor(settings: StoredCaptionSettings) {
    const clock = {
      now: () => this.fake.now,
      date: () => this.fake.now,
      setTimeout: (callback: () => void, delay: number) => this.fake.setTimeout(callback, delay),
      clearTimeout: (timer: unknown) => this.fake.clearTimeout(timer as number),
    };
    this.captions = new Captions(readCaptionSettings(settings), clock, ({ cues, documents }) => {
      this.cues.push(...cues);
      this.documents.push(...documents);
    });
  }

  take(...messages: FlowMessage[]): this {
    for (const message of messages) this.captions.take(message);
    return this;
  }

  get payloads(): unknown[] {
    return this.cues.map(({ payload }) => payload);
  }
}

/** What transcribe sends for words of a third of a second each, from `start` on. */
function said(text: string, start = 0, { partial = false, stream = 's', speaker = '' } = {}): FlowMessage {
  const results = text.split(' ').flatMap((part, index): TranscriptResult[] => {
    const [, word = '', mark] = /^(.*?)([.,?!]?)$/.exec(part)!;
    const times = { start_time: start + index / 3, end_time: start + (index + 1) / 3 };
    const by = speaker === '' ? {} : { speaker };
    const result: TranscriptResult = { type: 'word', content: word, ...times, ...by };
    const end: TranscriptResult = { type: 'punctuation', content: mark, ...times, is_eos: mark !== ',', ...by };
    return mark ? [result, end] : [result];
  });
  const end = results.at(-1)?.end_time ?? start;
  const transcript = { stream, results, start_time: start, end_time: end, language: 'en', delimiter: ' ' };
  return { payload: textOf(results, ' '), partial, topic: 'radio', chatId: 7, transcript };
}

const end = (stream = 's'): FlowMessage => ({ event: 'end_of_transcript', payload: {}, stream, topic: 'radio' });

describe('captions of streams', () => {
  it('put a mark that comes alone behind its word, or before the words behind it if that was sent', () => {
    const mark = (start: number): FlowMessage => {
      const results = [{ type: 'punctuation', content: '.', start_time: start, end_time: start, is_eos: true }];
      return { payload: '.', partial: false, transcript: { stream: 's', results, start_time: start, end_time: start } };
    };
    const harness = new Harness({ format: 'text' });
    harness.take(said('hello world', 1), mark(9), said('and more', 10));
    harness.fake.tick(60_000);
    const late = said('. That was it', 20);
    harness.take(late, mark(22), end());
    assert.equal(harness.documents[0]!.payload, 'hello world.\n\nand more\n\n. That was it.\n\n');
  });

  it('are sent cue by cue, and as a document with a file name at the end', () => {
    const harness = new Harness({ format: 'srt', preset: 'netflix' });
    harness.take(said('The first sentence is here now.'), said('The second one comes after that.', 3));
    assert.equal(harness.cues.length, 0);
    harness.take(said('And here is the third of them all.', 9));
    assert.equal(harness.cues[0]!.payload, '1\n00:00:00,000 --> 00:00:02,000\nThe first sentence is here now.\n\n');
    const { topic, chatId, stream, partial, transcript } = harness.cues[0]!;
    assert.deepEqual([topic, chatId, stream, partial, transcript], ['radio', 7, 's', undefined, undefined]);
    assert.equal(harness.documents.length, 0);
    harness.take(end());
    const [document] = harness.documents;
    assert.equal(document!.payload, harness.payloads.join(''));
    assert.equal(document!.filename, 's-2026-01-02-12-30-05.srt');
    assert.deepEqual(document!.document, { format: 'srt', cues: 3, last: true });
    assert.equal(harness.documents.length, 1);
  });

  it('stay apart', () => {
    const harness = new Harness({ format: 'text' });
    harness.take(said('This is one room.', 0, { stream: 'a' }), said('This is another.', 0, { stream: 'b' }));
    harness.take(end('b'), end('a'));
    assert.deepEqual(
      harness.documents.map(({ payload, stream }) => [stream, payload]),
      [
        ['b', 'This is another.\n\n'],
        ['a', 'This is one room.\n\n'],
      ],
    );
  });

  it('are sent when nothing is said for a while, unless a partial says that more is coming', () => {
    const harness = new Harness({ format: 'text' });
    harness.take(said('Nobody speaks any more.'));
    harness.fake.tick(3000);
    assert.deepEqual(harness.payloads, []);
    harness.fake.tick(1000);
    assert.deepEqual(harness.payloads, ['Nobody speaks any more.\n\n']);
    harness.take(said('But then', 20), said('it goes', 21, { partial: true }));
    harness.fake.tick(60_000);
    assert.equal(harness.cues.length, 1);
    harness.take(said('it goes on.', 21), end());
    assert.equal(harness.documents.at(-1)!.payload, 'Nobody speaks any more.\n\nBut then it goes on.\n\n');
  });

  it('are settled by a partial that begins long after', () => {
    const harness = new Harness({ format: 'objects' });
    harness.take(said('This is done.'), said('what', 30, { partial: true }));
    const [cue] = harness.payloads as { start: number; end: number; text: string }[];
    assert.deepEqual([cue!.start, cue!.end, cue!.text], [0, 1, 'This is done.']);
  });

  it('never change a cue that was sent, and begin later when words come late', () => {
    const harness = new Harness({ format: 'objects', lookAhead: 0 });
    harness.take(said('Stop!'));
    harness.fake.tick(3000);
    harness.take(said('No, go on now.', 0.5), end());
    const cues = harness.payloads as { start: number; end: number; text: string }[];
    assert.deepEqual(
      cues.map(({ text }) => text),
      ['Stop!', 'No, go on now.'],
    );
    assert.ok(cues[1]!.start >= cues[0]!.end);
  });

  it('can be shifted, never before the beginning', () => {
    for (const [offset, start] of [
      [2.5, 2.5],
      [-100, 0],
    ]) {
      const harness = new Harness({ format: 'objects', offset });
      harness.take(said('One sentence for a start.'), said('Another one to go on with.', 10), end());
      const cues = harness.payloads as { start: number; end: number }[];
      assert.equal(cues[0]!.start, start);
      assert.ok(cues[1]!.start >= cues[0]!.end && cues[1]!.end > cues[1]!.start);
    }
  });

  it('grow on disk piece by piece, and the pieces are the document', () => {
    for (const format of ['srt', 'vtt', 'ttml', 'text', 'jsonl']) {
      const [whole, pieces] = ['end', 'pieces'].map((document) => {
        const harness = new Harness({ format, document });
        for (let index = 0; index < 20; index += 1) harness.take(said('This is a sentence of it.', index * 4));
        return harness.take(end()).documents;
      });
      assert.equal(pieces!.map(({ payload }) => payload).join(''), whole![0]!.payload, format);
      assert.ok(pieces!.length > 19);
      assert.deepEqual(new Set(pieces!.map(({ filename }) => filename)), new Set([whole![0]!.filename]));
    }
  });

  it('hold nothing back over ten hours when they grow on disk', () => {
    const harness = new Harness({ format: 'vtt', document: 'pieces' });
    let [longest, cues, characters] = [0, 0, 0];
    for (let second = 0; second < 36_000; second += 10) {
      harness.take(said('This is a sentence of it.', second), said('and the next', second + 5, { partial: true }));
      cues += harness.cues.splice(0).length;
      characters += harness.documents.splice(0).reduce((sum, { payload }) => sum + String(payload).length, 0);
      longest = Math.max(longest, second / 10 + 1 - cues);
    }
    assert.ok(longest <= 2, String(longest));
    assert.ok(characters > 3600 * 50);
  });

  it('are HLS segments and a playlist that grows', () => {
    const harness = new Harness({ format: 'hls', filename: 'show/{stream}', segment: 4 });
    harness.take(said('This is the first sentence.'), said('This is much later.', 9), end());
    const names = harness.documents.map(({ filename }) => filename);
    assert.deepEqual(names, ['show/s-00000.vtt', 'show/s-00001.vtt', 'show/s.m3u8', 'show/s-00002.vtt', 'show/s.m3u8']);
    assert.match(String(harness.documents.at(-1)!.payload), /#EXT-X-ENDLIST/);
    assert.equal(harness.payloads[0], 'This is the first sentence.');
  });

  it('name files that no name of a stream leads out of its folder', () => {
    const harness = new Harness({ format: 'srt', filename: 'out/{stream}.srt' });
    harness.take(said('Hello there.', 0, { stream: '../../etc/passwd' }), end('../../etc/passwd'));
    assert.equal(harness.documents[0]!.filename, 'out/_.._etc_passwd.srt');
  });

  it('refuse text without times', () => {
    const harness = new Harness({});
    assert.throws(() => harness.take({ payload: 'When was this?', partial: false }), { code: 'no_times' });
    assert.throws(() => harness.take({ payload: 5 }), { code: 'not_a_transcript' });
    harness.take({ payload: 'Now it is known.', partial: false, transcript: { start_time: 1, end_time: 2 } });
  });

  it('forget what they are told to, and have no timers after they are closed', () => {
    const harness = new Harness({ format: 'srt', send: 'both' });
    harness.take(said('Forget this.'), { reset: true }, end());
    assert.deepEqual(harness.documents, []);
    harness.take(said('And this.'));
    harness.captions.close();
    assert.equal(harness.fake.countTimers(), 0);
  });

  it('end the stream that was silent longest when there are too many', () => {
    const harness = new Harness({ format: 'text' });
    for (let index = 0; index <= 100; index += 1) harness.take(said('Hello.', 0, { stream: `s${index}` }));
    assert.deepEqual(
      harness.documents.map(({ stream }) => stream),
      ['s0'],
    );
  });
});

describe('live captions', () => {
  const live = (settings: StoredCaptionSettings = {}): Harness =>
    new Harness({ preset: 'live', send: 'live', characters: 20, updates: 2, ...settings });

  it('show the last two lines, and words stay in their line', () => {
    const harness = live();
    const words = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');
    let before: string[] = [];
    for (const count of words.keys()) {
      const text = words.slice(0, count + 1).join(' ');
      harness.take(said(text, 0, { partial: true }));
      harness.fake.tick(2500);
      const lines = String(harness.payloads.at(-1)).split('\n');
      assert.ok(lines.length <= 2 && lines.every((line) => line.length <= 20));
      const kept = lines.find((line) => line.startsWith(before.at(-1)!));
      assert.ok(before.length === 0 || kept !== undefined, `${before.join('|')} ${lines.join('|')}`);
      before = lines;
    }
    assert.equal(before.at(-1), 'twelve');
  });

  it('show a sentence once whose full stop comes late', () => {
    const harness = live();
    for (const message of [said('one', 0), said('.', 1), said('Two', 4, { partial: true })]) {
      harness.take(message);
      harness.fake.tick(3000);
    }
    assert.deepEqual(harness.payloads, ['one', 'one.', 'one. Two']);
  });

  it('are updated as often as is set at most, finals included', () => {
    const harness = live();
    for (let index = 0; index < 100; index += 1) {
      harness.take(said(`word ${index}`, index, { partial: index % 3 !== 0 }));
      harness.fake.tick(100);
    }
    assert.ok(harness.cues.length <= 21 && harness.cues.length > 5, String(harness.cues.length));
  });

  it('go out beside the cues, if both are wanted', () => {
    const harness = live({ send: 'both', format: 'text' });
    harness.take(said('This is it.'), end());
    harness.fake.tick(1000);
    assert.deepEqual(
      harness.cues.map(({ live: isLive, payload }) => [isLive, payload]),
      [
        [true, 'This is it.'],
        [undefined, 'This is it.\n\n'],
      ],
    );
  });
});
