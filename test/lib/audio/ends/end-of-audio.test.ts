import assert from 'node:assert/strict';
import { endOfAudio, senderOf } from '../../../../nodes/lib/audio/ends/end-of-audio';
import { findWholeFile } from '../../../../nodes/lib/audio/ends/whole-file';
import { box, readContainer } from '../../../support/containers';
import { sampleFiles } from '../../../support/sample-files';
import { readPcm, recordingNamed } from '../../../../dev/recordings';
import { wavFile } from '../../../../dev/wav-file';

const pcm = readPcm(recordingNamed('austen-0870'));
const seconds = (count: number): Buffer => pcm.subarray(0, count * 32_000);
const FILES = [
  'faststart.m4a',
  'header-at-end.m4a',
  'opus.ogg',
  'vorbis.ogg',
  'flac.ogg',
  'mono-16000.mp3',
  'stereo-44100.mp3',
  'adts.aac',
  'mono-16000.flac',
];

function amr(frames: number): Buffer {
  const frame = Buffer.alloc(32, 0x3c);
  return Buffer.concat([Buffer.from('#!AMR\n'), ...Array.from({ length: frames }, () => frame)]);
}

describe('endOfAudio', () => {
  it('knows whole files by their structure, and no part of them', () => {
    for (const file of FILES) {
      const bytes = readContainer(file);
      assert.deepEqual(findWholeFile(bytes), {}, file);
      for (const length of [100, bytes.length >> 1, bytes.length - 1]) {
        assert.equal(findWholeFile(bytes.subarray(0, length)), undefined, `${file}, ${length} bytes`);
        assert.equal(findWholeFile(bytes.subarray(length)), undefined, `${file}, from ${length} on`);
      }
    }
    assert.deepEqual(findWholeFile(amr(150)), {});
    assert.equal(findWholeFile(amr(150).subarray(0, -3)), undefined);
    assert.deepEqual(findWholeFile(wavFile(seconds(3))), { seconds: 3 });
    assert.equal(findWholeFile(wavFile(seconds(3)).subarray(0, 90_000)), undefined);
    assert.equal(findWholeFile(wavFile(seconds(3), { announcedLength: 0 })), undefined);
    assert.equal(findWholeFile(seconds(3)), undefined);
  });

  it('knows whole AIFF, AU and CAF files by the length in their header', () => {
    const { aiff, aifc, au, caf } = sampleFiles(seconds(3));
    for (const [name, bytes] of Object.entries({ aiff, aifc, au, caf })) {
      assert.deepEqual(findWholeFile(bytes), { seconds: 3 }, name);
      assert.equal(findWholeFile(bytes.subarray(0, -400)), undefined, name);
      assert.equal(findWholeFile(bytes.subarray(0, 20)), undefined, name);
      assert.equal(endOfAudio({}, bytes, false), 'recording', name);
    }
    au.writeUInt32BE(0xffffffff, 8);
    assert.equal(findWholeFile(au), undefined);
  });

  it('knows a whole WebM file by the length of its segment, which a live one leaves open', () => {
    const webm = (length: string): Buffer =>
      Buffer.concat([Buffer.from(`1a45dfa3840000000018538067${length}`, 'hex'), Buffer.alloc(1000)]);
    for (const length of ['43e8', '01000000000003e8']) {
      assert.deepEqual(findWholeFile(webm(length)), {});
      assert.equal(findWholeFile(webm(length).subarray(0, -1)), undefined);
    }
    for (const length of ['ff', '01ffffffffffffff', '00']) assert.equal(findWholeFile(webm(length)), undefined);
    for (const length of [4, 5, 9, 12, 13]) assert.equal(findWholeFile(webm('43e8').subarray(0, length)), undefined);
  });

  it('takes fragments of MP4 for live ones, unless their index is behind them', () => {
    const start = [box('ftyp', Buffer.alloc(16)), box('moov', Buffer.alloc(100))];
    const fragments = [box('moof', Buffer.alloc(40)), box('mdat', Buffer.alloc(900))];
    assert.equal(findWholeFile(Buffer.concat([...start, ...fragments])), undefined);
    assert.deepEqual(findWholeFile(Buffer.concat([...start, ...fragments, box('mfra', Buffer.alloc(40))])), {});
  });

  it('takes a whole file for a recording, whatever it is called, and a short WAV file for a piece', () => {
    for (const file of FILES) assert.equal(endOfAudio({}, readContainer(file), false), 'recording');
    assert.equal(endOfAudio({}, wavFile(seconds(3)), false), 'recording');
    for (const length of [0.5, 1, 1.9]) assert.equal(endOfAudio({}, wavFile(seconds(length)), false), 'piece');
    assert.equal(endOfAudio({}, wavFile(seconds(0.1)), false), 'open');
    assert.equal(endOfAudio({}, seconds(3), false), 'open');
  });

  it('believes what a message says', () => {
    const wav = wavFile(seconds(1));
    assert.equal(endOfAudio({ filename: 'a.wav' }, wav, true), 'recording');
    assert.equal(endOfAudio({ complete: true }, wav, true), 'recording');
    assert.equal(endOfAudio({ complete: true }, seconds(1), true), 'last');
    assert.equal(endOfAudio({ event: 'end' }, seconds(1), true), 'last');
    assert.equal(endOfAudio({ req: {}, res: {} }, seconds(2), false), 'recording');
  });

  it('takes the last of parts for the end of a file that was read, and of others for that of a group', () => {
    const parts = { id: 'a', index: 2, count: 3 };
    assert.equal(endOfAudio({ parts, filename: 'a.wav' }, seconds(1), true), 'last');
    assert.equal(endOfAudio({ parts, complete: true }, seconds(1), true), 'last');
    assert.equal(endOfAudio({ parts }, seconds(1), true), 'group');
    assert.equal(endOfAudio({ parts: { ...parts, index: 1 } }, wavFile(seconds(1)), false), 'open');
  });

  it('tells senders apart by what names them, not by what changes with every message', () => {
    const one = { topic: 'a', _msgid: '1', timestamp: 1, _session: { type: 'tcp', id: 's' }, payload: 1 };
    assert.equal(senderOf(one), senderOf({ ...one, _msgid: '2', timestamp: 2, payload: 2 }));
    const others = [{ topic: 'b' }, { _session: { type: 'tcp', id: 't' } }, { chatId: 2 }, { from: 'them' }];
    for (const other of others) assert.notEqual(senderOf(one), senderOf({ ...one, ...other }));
  });
});
