import assert from 'node:assert/strict';
import { MissingEvents } from '../../../../nodes/lib/transcript/filter/missing-events';
import { MODES } from '../../../../nodes/lib/transcript/filter/settings';

const FINAL = { payload: 'hello ', partial: false, transcript: { stream: 's' } };
const STARTED = { event: 'recognition_started', payload: {} };
const ENDED = { event: 'end_of_transcript', payload: {}, stream: 's' };

describe('transcript/filter/missing-events', () => {
  it('says that a document lacks the events of output 2, until the first comes', () => {
    const missing = new MissingEvents('document');
    assert.equal(missing.noteAfter({ ...FINAL, partial: true }), undefined);
    assert.deepEqual(missing.noteAfter(FINAL), { text: 'no_events', words: 1 });
    assert.deepEqual(missing.noteAfter({ ...FINAL, partial: true }), { text: 'no_events', words: 1 });
    assert.deepEqual(missing.noteAfter(STARTED), { text: 'collecting', words: 1 });
    assert.deepEqual(missing.noteAfter(FINAL), { text: 'collecting', words: 2 });
    assert.equal(missing.noteAfter(ENDED), undefined);
    assert.deepEqual(missing.noteAfter(FINAL), { text: 'collecting', words: 1 });
  });

  it('counts anew after a reset', () => {
    const missing = new MissingEvents('document');
    missing.noteAfter(FINAL);
    assert.equal(missing.noteAfter({ reset: true }), undefined);
    assert.deepEqual(missing.noteAfter(FINAL), { text: 'no_events', words: 1 });
  });

  it('goes on counting the words of other streams after the reset of one', () => {
    const missing = new MissingEvents('document');
    for (const stream of ['a', 'b']) {
      missing.noteAfter({ payload: 'two words. ', partial: false, transcript: { stream } });
    }
    assert.deepEqual(missing.noteAfter({ reset: true, stream: 'a' }), { text: 'no_events', words: 2 });
    assert.equal(missing.noteAfter({ reset: true, topic: 'b' }), undefined);
  });

  it('counts the words of all streams that have not ended, of thousand at most', () => {
    const missing = new MissingEvents('document');
    for (let stream = 0; stream < 2000; stream += 1) {
      missing.noteAfter({ payload: 'two words. ', partial: false, transcript: { stream: `s${stream}` } });
    }
    assert.deepEqual(missing.noteAfter({ ...ENDED, stream: 's1999' }), { text: 'collecting', words: 1998 });
  });

  it('says nothing of texts of other nodes, and in modes that need no events', () => {
    assert.equal(new MissingEvents('document').noteAfter({ payload: 'hello', final: true }), undefined);
    for (const mode of MODES.filter((other) => other !== 'document')) {
      assert.equal(new MissingEvents(mode).noteAfter(FINAL), undefined, mode);
    }
  });
});
