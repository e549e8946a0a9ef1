import assert from 'node:assert/strict';
import { outcome } from '../../../nodes/lib/speech-api/outcome';
import { endVerdicts, errorVerdicts } from '../../../nodes/lib/speech-api/outcome-catalogue';

describe('outcome', () => {
  it('has the verdict and the reason of its code', () => {
    const { code, retryable, reason } = outcome('connection_refused');
    assert.deepEqual([code, retryable], ['connection_refused', true]);
    assert.match(reason, /Nothing listens/);
  });

  it('quotes the server, at bounded length', () => {
    const { reason } = outcome('invalid_config', { said: 'no such field: foo' });
    assert.ok(reason.endsWith('The server says: "no such field: foo"'));
    assert.ok(outcome('invalid_config', { said: 'x'.repeat(100_000) }).reason.length < 1_000);
  });

  it('takes details in place of what the table holds', () => {
    assert.deepEqual(outcome('job_error', { reason: 'Why.', retryable: false }), {
      code: 'job_error',
      retryable: false,
      reason: 'Why.',
    });
  });

  it('says that a silent server no longer acknowledges, not that it stopped in order to', () => {
    assert.match(outcome('acknowledgement_timeout').reason, /stopped acknowledging audio and sending messages/);
    const reasons = Object.values({ ...endVerdicts, ...errorVerdicts }).map(([, reason]) => reason);
    for (const reason of reasons) assert.doesNotMatch(reason, /\bstop(s|ped)? to\b/);
  });

  it('says a whole sentence for every code, and what is not worth another try', () => {
    const verdicts = Object.entries({ ...endVerdicts, ...errorVerdicts });
    for (const [code, [, reason]] of verdicts) assert.match(reason, /^[A-Z].{20,}\.$/, code);
    assert.deepEqual(
      verdicts
        .filter(([, [retryable]]) => !retryable)
        .map(([code]) => code)
        .sort(),
      [
        'cancelled',
        'completed',
        'insufficient_funds',
        'invalid_audio_type',
        'invalid_config',
        'invalid_header',
        'invalid_language',
        'invalid_message',
        'invalid_model',
        'invalid_output_format',
        'invalid_url',
        'not_allowed',
        'not_authorised',
        'protocol_error',
        'timelimit_exceeded',
        'tls_failed',
        'tls_untrusted',
        'wrong_path',
      ],
    );
  });
});
