import assert from 'node:assert/strict';
import { MissingEvents } from '../../../../nodes/lib/transcript/filter/missing-events';
import { MODES } from '../../../../nodes/lib/transcript/filter/settings';

const FINAL = { payload: 'hello ', partial: false, transcript: { stream: 's' } };
const STARTED = { event: 'recognition_started', payload: {} };
const ENDED = { event: 'end_of_transcript', payload: {} };

describe('transcript/filter/missing-events', () => {
  it('says that a document lacks the events of output 2, until the first comes', () => {
    const missing = new MissingEvents('document');
    assert.equal(missing.noteAfter({ ...FINAL, partial: true }), undefined);
    assert.equal(missing.noteAfter(FINAL), 'no_events');
    assert.equal(missing.noteAfter({ ...FINAL, partial: true }), 'no_events');
    assert.equal(missing.noteAfter(STARTED), 'collecting');
    assert.equal(missing.noteAfter(FINAL), 'collecting');
    assert.equal(missing.noteAfter(ENDED), undefined);
  });

  it('says nothing of texts of other nodes, and in modes that need no events', () => {
    assert.equal(new MissingEvents('document').noteAfter({ payload: 'hello', final: true }), undefined);
    for (const mode of MODES.filter((other) => other !== 'document')) {
      assert.equal(new MissingEvents(mode).noteAfter(FINAL), undefined, mode);
    }
  });
});
