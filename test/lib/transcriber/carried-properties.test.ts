import assert from 'node:assert/strict';
import { carriedProperties, copyOfCarried, requestOf } from '../../../nodes/lib/transcriber/carried-properties';

describe('transcriber/carried-properties', () => {
  const foreign = { topic: 'kitchen', chatId: 7, _session: { id: 'a' }, ip: '10.0.0.1', _client: {} };

  it('carries what others set', () => {
    assert.deepEqual(carriedProperties(foreign), foreign);
  });

  it('leaves out what these nodes read or set themselves', () => {
    const own = {
      payload: Buffer.alloc(1),
      parts: {},
      complete: true,
      action: 'start',
      reset: true,
      event: 'end',
      status: 'data',
      filename: 'a.wav',
      error: {},
      _msgid: 'x',
      audio_format: {},
      rate: 1,
      sample_rate: 1,
      bits: 1,
      width: 1,
      channels: 1,
      encoding: 'x',
      format: 'x',
      transcription_config: {},
      translation_config: {},
      audio_events_config: {},
      partial: true,
      transcript: {},
      stream: 'x',
      speechmatics: {},
    };
    assert.deepEqual(carriedProperties({ ...own, ...foreign }), foreign);
  });

  it('leaves the request to those who may carry it, and never copies it', () => {
    const request = { req: {}, res: {} };
    assert.deepEqual(carriedProperties({ ...foreign, ...request }), foreign);
    const found = requestOf({ ...foreign, ...request });
    assert.deepEqual(found, request);
    const copy = copyOfCarried({ ...foreign, ...found });
    assert.deepEqual(copy, { ...foreign, ...request });
    assert.ok(copy.req === request.req && copy.res === request.res);
  });

  it('is not touched by what is done to the message later', () => {
    const message: Record<string, unknown> = { topic: 'a', chat: { id: 1 } };
    const carried = carriedProperties(message);
    message.topic = 'b';
    (message.chat as { id: number }).id = 2;
    assert.deepEqual(carried, { topic: 'a', chat: { id: 1 } });
  });

  it('names the property that can not be copied', () => {
    const error = { code: 'uncopyable_property', message: /^msg\.odd .*change node/s };
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    assert.deepEqual(carriedProperties({ circle }), { circle });
    const deep: Record<string, unknown> = {};
    for (let level = 0, at = deep; level < 101; level += 1) at = at.in = {};
    const detached = new Uint8Array(4);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    for (const odd of [deep, detached, detached.buffer, new Proxy(() => {}, {})]) {
      assert.throws(() => carriedProperties({ odd }), error);
    }
  });
});
