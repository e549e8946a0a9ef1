import assert from 'node:assert/strict';
import type { TranscriptResult } from '../../../nodes/lib/transcript/results';
import { commonSpeaker } from '../../../nodes/lib/transcript/speaker';

const item = (speaker?: string, type: TranscriptResult['type'] = 'word'): TranscriptResult => ({
  type,
  content: 'x',
  start_time: 0,
  end_time: 1,
  ...(speaker && { speaker }),
});

describe('transcript/speaker', () => {
  it('is the label that all words and entities carry', () => {
    assert.equal(commonSpeaker([item('S1'), item('S1', 'entity')]), 'S1');
  });

  it('does not ask marks and speaker changes', () => {
    assert.equal(commonSpeaker([item(undefined, 'speaker_change'), item('S2'), item('UU', 'punctuation')]), 'S2');
  });

  it('is left out when words differ, lack one, or are missing', () => {
    assert.equal(commonSpeaker([item('S1'), item('S2')]), undefined);
    assert.equal(commonSpeaker([item('S1'), item()]), undefined);
    assert.equal(commonSpeaker([item(), item('S1')]), undefined);
    assert.equal(commonSpeaker([]), undefined);
  });

  it('is that of the marks where there is nothing else', () => {
    assert.equal(commonSpeaker([item('S1', 'punctuation')]), 'S1');
    assert.equal(commonSpeaker([item('S1', 'punctuation'), item('S2', 'punctuation')]), undefined);
  });
});
