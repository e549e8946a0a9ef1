import assert from 'node:assert/strict';
import { OverlapFilter } from '../../../../nodes/lib/stream/replay/overlap-filter';
import type { TranscriptResult } from '../../../../nodes/lib/transcript/results';

/** Words of 300 ms each, marks without length. */
function results(text: string, start = 0): TranscriptResult[] {
  let end = start;
  return text.split(' ').map((content) => {
    const isMark = /^[.,?!]$/.test(content);
    const start_time = end;
    end += isMark ? 0 : 0.3;
    return { type: isMark ? 'punctuation' : 'word', content, start_time, end_time: end };
  });
}

const finals = results('turn on the').map(({ content, start_time, end_time }) => ({
  content: content!,
  start: start_time,
  end: end_time,
}));

const textOf = (list: TranscriptResult[]): string => list.map(({ content }) => content).join(' ');

describe('stream/replay/overlap-filter', () => {
  it('lets everything pass where nothing was final before', () => {
    const retelling = new OverlapFilter([], -Infinity);
    assert.equal(textOf(retelling.newResults(results('. turn on'), true)), '. turn on');
    assert.ok(!retelling.overlapping);
  });

  it('takes away what was final before, with its marks', () => {
    const retelling = new OverlapFilter(finals, -Infinity);
    assert.equal(textOf(retelling.newResults(results('turn on .'), true)), '');
    assert.equal(textOf(retelling.newResults(results('the , lights .', 0.6), true)), 'lights .');
    assert.ok(!retelling.overlapping);
    assert.equal(textOf(retelling.newResults(results('. turn on', 1.2), true)), '. turn on');
  });

  it('takes away a whole recording that is heard again, of any number of words', () => {
    const again = results(Array<string>(150_000).fill('word').join(' '));
    const last = again
      .slice(-3)
      .map(({ start_time, end_time }) => ({ content: 'word', start: start_time, end: end_time }));
    const retelling = new OverlapFilter(last, -Infinity);
    const half = again.length / 2;
    assert.equal(retelling.newResults(again.slice(0, half), true).length, 0);
    assert.equal(retelling.newResults(again.slice(half), true).length, 0);
    assert.equal(textOf(retelling.newResults(results('new words', last.at(-1)!.end), true)), 'new words');
  });

  it('takes it away from partials too, which move nothing on', () => {
    const retelling = new OverlapFilter(finals, -Infinity);
    for (let times = 0; times < 2; times += 1) {
      assert.equal(textOf(retelling.newResults(results('turn on the lights'), false)), 'lights');
    }
    assert.ok(retelling.overlapping);
  });

  it('lets no new word begin before the end of the final ones', () => {
    const [first] = new OverlapFilter(finals, -Infinity).newResults(results('turn on the lights', -0.1), true);
    assert.ok(first && Math.abs(first.start_time - 0.9) < 1e-9 && first.end_time >= first.start_time);
  });

  it('tells whether something happened before the end of the final words, until it is beyond them', () => {
    const retelling = new OverlapFilter(finals, -Infinity);
    assert.ok(retelling.covers(0.5));
    assert.ok(!retelling.covers(1));
    retelling.newResults(results('turn on the lights'), true);
    assert.ok(!retelling.covers(0.5));
  });
});
