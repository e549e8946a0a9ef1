import assert from 'node:assert/strict';
import { readWavHeader } from '../../../nodes/lib/audio/wav';

describe('audio/wav', () => {
  it('refuses a header of chunks without end: each piece that comes would look at all of them', () => {
    const start = Buffer.from('RIFF\0\0\0\0WAVE', 'latin1');
    const chunks = (count: number): Buffer => Buffer.concat([start, Buffer.alloc(8 * count)]);
    assert.equal(readWavHeader(chunks(50)), undefined);
    assert.throws(() => readWavHeader(chunks(200)), { code: 'invalid_wav' });
  });
});
