import assert from 'node:assert/strict';
import { DEFAULT_FORMAT } from '../../../nodes/lib/audio/format';
import { readFormat, readInput } from '../../../nodes/lib/audio/input-message';
import { wavFile } from '../../support/wav-file';

const audio = Buffer.from([1, 2, 3, 4]);

describe('audio/input-message', () => {
  describe('readInput', () => {
    it('takes a Buffer as it is, and any bytes as a view', () => {
      const input = readInput({ payload: audio });
      assert.ok(input.kind === 'audio' && input.data === audio && !input.last);
      const bytes = new Uint8Array([1, 2]);
      const view = readInput({ payload: bytes });
      assert.ok(view.kind === 'audio' && view.data.buffer === bytes.buffer);
    });

    it('knows the last audio of a stream by every mark in use', () => {
      for (const mark of [
        { complete: true },
        { event: 'end' },
        { status: 'stopRecording' },
        { parts: { index: 4, count: 5 } },
      ]) {
        assert.deepEqual(readInput({ payload: audio, ...mark }), { kind: 'audio', data: audio, last: true });
        assert.deepEqual(readInput({ payload: '', ...mark }), { kind: 'action', action: 'finish' });
      }
      assert.deepEqual(readInput({ payload: audio, parts: { index: 0, count: 5 } }), {
        kind: 'audio',
        data: audio,
        last: false,
      });
    });

    it('takes an empty Buffer and the words start and stop as marks', () => {
      assert.deepEqual(readInput({ payload: Buffer.alloc(0) }), { kind: 'action', action: 'finish' });
      assert.deepEqual(readInput({ payload: ' Stop ' }), { kind: 'action', action: 'finish' });
      assert.deepEqual(readInput({ payload: 'start' }), { kind: 'action', action: 'start' });
    });

    it('takes an action beside anything but audio', () => {
      for (const action of ['cancel', 'mute', 'unmute']) {
        assert.deepEqual(readInput({ payload: 'any', action }), { kind: 'action', action });
      }
      assert.equal(readInput({ payload: audio, action: 'subscribe' }).kind, 'audio');
      assert.throws(() => readInput({ payload: 'any', action: 'subscribe' }), { code: 'unknown_action' });
    });

    it('passes over the empty strings that recorders send with their own status words', () => {
      assert.deepEqual(readInput({ payload: '', status: 'silence' }), { kind: 'nothing' });
    });

    it('refuses text and other things with a code', () => {
      assert.throws(() => readInput({ payload: 'hello' }), { code: 'text_not_audio', message: /Buffer/ });
      for (const payload of [undefined, null, 5, true, [1, 2], { a: 1 }]) {
        assert.throws(() => readInput({ payload }), { code: 'not_audio' });
      }
    });
  });

  describe('readFormat', () => {
    const auto = { type: 'auto' } as const;

    it('falls back to the setting, and without one to 16 kHz PCM', () => {
      assert.deepEqual(readFormat({}, auto), DEFAULT_FORMAT);
      const setting = { type: 'raw', encoding: 'mulaw', sample_rate: 8000 } as const;
      assert.deepEqual(readFormat({}, setting), setting);
      assert.deepEqual(readFormat({ rate: 16000 }, { type: 'file' }), { type: 'file' });
    });

    it('reads the properties of audio nodes, numbers also from strings', () => {
      const pcm = (sample_rate: number) => ({ type: 'raw', encoding: 'pcm_s16le', sample_rate });
      assert.deepEqual(readFormat({ rate: '44100', bits: '16', encoding: 'signed-integer' }, auto), pcm(44100));
      assert.deepEqual(readFormat({ sample_rate: 8000, width: 2, channels: 1 }, auto), pcm(8000));
      assert.deepEqual(readFormat({ encoding: 'floating-point', bits: 32 }, auto), {
        ...pcm(16000),
        encoding: 'pcm_f32le',
      });
      assert.deepEqual(readFormat({ encoding: 'mu-law', rate: 8000 }, auto), { ...pcm(8000), encoding: 'mulaw' });
    });

    it('asks nobody else when a WAV file says itself what it is', () => {
      const payload = wavFile(audio, { channels: 2 });
      for (const said of [{ channels: 2 }, { bits: 24 }, { encoding: 'wav' }]) {
        assert.deepEqual(readFormat({ payload, ...said }, auto), DEFAULT_FORMAT);
      }
    });

    it('takes a number of bits that fits the setting for it', () => {
      const setting = { type: 'raw', encoding: 'mulaw', sample_rate: 8000 } as const;
      assert.deepEqual(readFormat({ bits: 8 }, setting), setting);
    });

    it('says what it can not take', () => {
      assert.throws(() => readFormat({ channels: 2 }, auto), { code: 'unsupported_audio' });
      assert.throws(() => readFormat({ bits: 24 }, auto), { code: 'unsupported_audio' });
      assert.throws(() => readFormat({ encoding: 'opus' }, auto), { code: 'unsupported_audio' });
      assert.throws(() => readFormat({ rate: 'fast' }, auto), { code: 'invalid_audio_format' });
    });
  });
});
