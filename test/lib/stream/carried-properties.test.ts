import assert from 'node:assert/strict';
import { carriedProperties } from '../../../nodes/lib/stream/carried-properties';

describe('stream/carried-properties', () => {
  const foreign = { topic: 'kitchen', chatId: 7, _session: { id: 'a' }, ip: '10.0.0.1', _client: {} };

  it('carries what others set', () => {
    assert.deepEqual(carriedProperties(foreign, false), foreign);
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
    assert.deepEqual(carriedProperties({ ...own, ...foreign }, true), foreign);
  });

  it('carries a request with a whole recording only', () => {
    const request = { req: {}, res: {} };
    assert.deepEqual(carriedProperties({ ...foreign, ...request }, false), foreign);
    assert.deepEqual(carriedProperties({ ...foreign, ...request }, true), { ...foreign, ...request });
  });

  it('is not touched by what is done to the message later', () => {
    const message: Record<string, unknown> = { topic: 'a' };
    const carried = carriedProperties(message, false);
    message.topic = 'b';
    assert.equal(carried.topic, 'a');
  });
});
