import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorStatus, NAMED_CODES, stateStatus, textStatus } from '../../../nodes/lib/transcriber/status';

const STATES = [
  'installing',
  'loading',
  'starting',
  'ready',
  'waiting',
  'opening',
  'running',
  'draining',
  'ended',
] as const;

const catalogue = JSON.parse(readFileSync(join(__dirname, '../../../nodes/locales/en-US/transcribe.json'), 'utf8')) as {
  status: Record<string, string>;
};

describe('transcriber/status', () => {
  it('has a text in the catalogue for every state and named code, and the catalogue no other', () => {
    assert.deepEqual(Object.keys(catalogue.status).sort(), [...STATES, ...NAMED_CODES, 'error'].sort());
  });

  it('says its state in words and, for flows, as a fixed name', () => {
    for (const state of STATES) {
      const status = stateStatus(state);
      assert.deepEqual(status.text, { key: state });
      assert.equal(status.state, state);
    }
  });

  it('names a fault, with a general text if it has none of its own', () => {
    assert.deepEqual(errorStatus('not_authorised', 'red'), {
      fill: 'red',
      shape: 'ring',
      text: { key: 'not_authorised' },
      state: 'error',
      code: 'not_authorised',
    });
    const { text, code } = errorStatus('something_else', 'yellow');
    assert.deepEqual({ text, code }, { text: { key: 'error' }, code: 'something_else' });
  });

  it('shows a text in one line, and not without end', () => {
    assert.deepEqual(textStatus('one\n\u202etwo', 'running').text, { verbatim: 'one two' });
    const { text } = textStatus('x'.repeat(1e6), 'running');
    assert.ok('verbatim' in text && text.verbatim.length === 500);
  });

  it('shows a text in the look of the state', () => {
    const { fill, text, state } = textStatus('hello', 'draining');
    assert.deepEqual({ fill, text, state }, { fill: 'blue', text: { verbatim: 'hello' }, state: 'draining' });
  });
});
