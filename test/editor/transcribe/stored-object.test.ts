import assert from 'node:assert/strict';
import { valueAt, withValue } from '../../../nodes/editor/transcribe/stored-object';

describe('editor/transcribe/stored-object', () => {
  const stored = { language: 'en', conversation_config: { end_of_utterance_silence_trigger: 0.5, odd: 1 }, odd: [1] };

  it('reads what is there, and finds nothing elsewhere', () => {
    assert.equal(valueAt(stored, ['conversation_config', 'odd']), 1);
    for (const path of [['nothing'], ['language', 'deeper'], ['odd', '0']]) {
      assert.equal(valueAt(stored, path), undefined);
    }
    for (const none of [null, undefined, '${CONFIG}', []]) assert.equal(valueAt(none, ['language']), undefined);
  });

  it('changes one value and keeps all others, in their order', () => {
    const changed = withValue(stored, ['conversation_config', 'end_of_utterance_silence_trigger'], 1);
    assert.equal(
      JSON.stringify(changed),
      '{"language":"en","conversation_config":{"end_of_utterance_silence_trigger":1,"odd":1},"odd":[1]}',
    );
    assert.equal(stored.conversation_config.end_of_utterance_silence_trigger, 0.5);
  });

  it('removes what is not set, and objects that are empty then', () => {
    assert.deepEqual(withValue({ a: { b: { c: 1 } }, d: 2 }, ['a', 'b', 'c'], undefined), { d: 2 });
    assert.deepEqual(withValue({ a: { b: { c: 1 }, e: 3 } }, ['a', 'b', 'c'], undefined), { a: { e: 3 } });
    assert.deepEqual(withValue({}, ['a', 'b'], undefined), {});
  });

  it('makes the objects on the way', () => {
    assert.deepEqual(withValue({ a: '${VARIABLE}' }, ['a', 'b'], 1), { a: { b: 1 } });
  });
});
