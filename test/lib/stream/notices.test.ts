import assert from 'node:assert/strict';
import { noticeOf } from '../../../nodes/lib/stream/notices';
import { TimeMap } from '../../../nodes/lib/stream/replay/time-map';

function after(seconds: number): TimeMap {
  const times = new TimeMap();
  times.note(seconds, 60);
  return times;
}

describe('stream/notices', () => {
  it('writes the names of the wire in snake case', () => {
    const names = ['EndOfUtterance', 'SpeakersResult', 'Info', 'already_snake', 'AudioEventStarted', 'End2End'];
    assert.deepEqual(
      names.map((message) => noticeOf({ message }, after(0)).name),
      ['end_of_utterance', 'speakers_result', 'info', 'already_snake', 'audio_event_started', 'end2_end'],
    );
  });

  it('keeps names in one line and short', () => {
    assert.equal(noticeOf({ message: 'New\n\u2028Thing' }, after(0)).name, 'new thing');
    assert.equal(noticeOf({ message: 'x'.repeat(1e6) }, after(0)).name.length, 100);
  });

  it('places times on the stream, wherever a message has them, and nothing else', () => {
    const metadata = { start_time: 0.2, end_time: 0.2, speakers_time: 'x', volume: 3 };
    assert.deepEqual(noticeOf({ message: 'EndOfUtterance', metadata }, after(10.1)), {
      type: 'notice',
      name: 'end_of_utterance',
      data: { metadata: { ...metadata, start_time: 10.3, end_time: 10.3 } },
    });
    const event = { type: 'music', start_time: 1, confidence: 0.5 };
    assert.deepEqual(noticeOf({ message: 'AudioEventStarted', event }, after(10)).data, {
      event: { ...event, start_time: 11 },
    });
  });

  it('passes on all fields of messages that it does not know', () => {
    const data = { metadata: null, event: 'text', usage: 2, list: [1] };
    assert.deepEqual(noticeOf({ message: 'NewThing', ...data }, after(5)), {
      type: 'notice',
      name: 'new_thing',
      data,
    });
  });
});
