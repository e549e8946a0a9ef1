import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AudioError } from '../../../nodes/lib/audio/format';
import { AudioReader } from '../../../nodes/lib/audio/audio-reader';
import { readFormat } from '../../../nodes/lib/audio/format-properties';
import { readInput } from '../../../nodes/lib/audio/input-message';

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
        assert.deepEqual(readInput({ payload: audio, ...mark }), {
          kind: 'audio',
          data: audio,
          last: true,
          hints: {},
        });
        assert.deepEqual(readInput({ payload: '', ...mark }), { kind: 'action', action: 'finish', hints: {} });
      }
      assert.deepEqual(readInput({ payload: audio, parts: { index: 0, count: 5 } }), {
        kind: 'audio',
        data: audio,
        last: false,
        hints: {},
      });
    });

    it('takes an empty Buffer for what may be an end, and the words start and stop as marks', () => {
      assert.deepEqual(readInput({ payload: Buffer.alloc(0) }), { kind: 'empty' });
      assert.deepEqual(readInput({ payload: ' Stop ' }), { kind: 'action', action: 'finish', hints: {} });
      assert.deepEqual(readInput({ payload: 'start' }), { kind: 'action', action: 'start', hints: {} });
    });

    it('takes an action beside anything but audio', () => {
      for (const action of ['cancel', 'mute', 'unmute']) {
        assert.deepEqual(readInput({ payload: 'any', action }), { kind: 'action', action, hints: {} });
      }
      assert.equal(readInput({ payload: audio, action: 'subscribe' }).kind, 'audio');
      assert.throws(() => readInput({ payload: 'any', action: 'subscribe' }), { code: 'unknown_action' });
    });

    it('knows actions in any spelling, as an action, in an object and as text', () => {
      const spellings: [spelled: string, action: string][] = [
        ['Stop', 'finish'],
        ['FINISH', 'finish'],
        [' cancel ', 'cancel'],
        ['endOfStream', 'finish'],
        ['close-stream', 'finish'],
        ['Mute', 'mute'],
        ['getSpeakers', 'get_speakers'],
        ['get-speakers', 'get_speakers'],
        ['Get Speakers', 'get_speakers'],
        ['METRICS', 'metrics'],
        ['Pause', 'mute'],
        ['Finalize', 'force_end_of_utterance'],
      ];
      for (const [action, expected] of spellings) {
        const read = { kind: 'action', action: expected, hints: {} };
        assert.deepEqual(readInput({ action }), read, action);
        assert.deepEqual(readInput({ payload: { action } }), read, action);
        assert.deepEqual(readInput({ payload: action }), read, action);
      }
      for (const action of ['forceEndOfUtterance', 'Force-End-Of-Utterance']) {
        assert.deepEqual(readInput({ action }), { kind: 'action', action: 'force_end_of_utterance', hints: {} });
      }
      for (const action of ['constructor', '', 'stop it', 7, null, ['stop'], 'a'.repeat(1e6)]) {
        assert.throws(() => readInput({ action }), { code: 'unknown_action' }, String(action).slice(0, 20));
      }
    });

    it('passes over the empty strings that recorders send with their own status words', () => {
      assert.deepEqual(readInput({ payload: '', status: 'silence' }), { kind: 'nothing' });
    });

    it('refuses text and other things with a code', () => {
      assert.throws(() => readInput({ payload: 'hello' }), { code: 'text_not_audio', message: /Buffer/ });
      for (const payload of [undefined, null, 5, true, { a: 1 }, ['a']]) {
        assert.throws(() => readInput({ payload }), { code: 'not_audio' });
      }
    });

    it('ends any message as audio, an action, nothing, or an error with a code', () => {
      const payload = fc.oneof(
        fc.anything({ withTypedArray: true, withDate: true, withSparseArray: true, withNullPrototype: true }),
        fc.uint8Array(),
        fc.array(fc.double()),
        fc.json(),
        fc.record(
          {
            event: fc.constantFrom('media', 'start', 'stop'),
            media: fc.anything(),
            start: fc.anything(),
            data: fc.anything(),
          },
          { requiredKeys: [] },
        ),
      );
      const value = fc.oneof(fc.anything(), fc.string(), fc.nat());
      const names = ['action', 'complete', 'event', 'type', 'parts', 'filename', 'encoding', 'rate', 'bits', 'width'];
      const hints = fc.dictionary(fc.constantFrom(...names, 'channels', 'format', 'endian', 'req', 'status'), value);
      fc.assert(
        fc.property(payload, hints, (payload, properties) => {
          try {
            const input = readInput({ ...properties, payload });
            if (input.kind !== 'audio') return;
            const reader = new AudioReader(readFormat(input.hints, { type: 'auto' }));
            reader.read(input.data);
            reader.end();
          } catch (error) {
            assert.ok(error instanceof AudioError, String(error));
          }
        }),
        {
          numRuns: 2000,
          examples: [
            [{}, { width: { toString: [] } }],
            [[1], { bits: { valueOf: [] } }],
          ],
        },
      );
    });

    it('refuses memory that was transferred, which looks like the empty Buffer that means the end', () => {
      const [memory, array, buffer] = [new ArrayBuffer(8), new Float32Array(8), Buffer.from(new ArrayBuffer(8))];
      structuredClone([memory, array.buffer, buffer.buffer], {
        transfer: [memory, array.buffer, buffer.buffer],
      });
      for (const payload of [memory, array, buffer, { data: buffer }]) {
        assert.throws(() => readInput({ payload }), { code: 'not_audio', message: /transferred/ });
      }
      for (const payload of [new ArrayBuffer(0), new Float32Array(0), Buffer.alloc(0)]) {
        assert.equal(readInput({ payload }).kind, 'empty');
      }
    });

    it('refuses the JSON of a Buffer that holds other things than numbers', () => {
      for (const byte of [Symbol('x'), 1n, '1', {}, undefined]) {
        assert.throws(() => readInput({ payload: { type: 'Buffer', data: [1, byte] } }), { code: 'not_audio' });
      }
      assert.throws(() => readInput({ payload: { type: 'Buffer', data: new Array(1e9) } }), { code: 'not_audio' });
    });

    it('does not follow circles', () => {
      const circle: Record<string, unknown> = {};
      circle.data = circle;
      assert.throws(() => readInput({ payload: circle }), { code: 'not_audio' });
    });
  });
});
