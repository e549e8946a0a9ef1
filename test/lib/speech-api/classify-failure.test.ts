import assert from 'node:assert/strict';
import {
  closeOutcome,
  errorOutcome,
  handshakeOutcome,
  socketOutcome,
} from '../../../nodes/lib/speech-api/classify-failure';
import type { SessionOutcome } from '../../../nodes/lib/speech-api/outcome';

const short = ({ code, retryable }: SessionOutcome) => [code, retryable];

describe('errorOutcome', () => {
  const of = (type: string, reason = '') => errorOutcome({ message: 'Error', type, reason });

  it('keeps the type and the reason', () => {
    assert.deepEqual(short(of('quota_exceeded')), ['quota_exceeded', true]);
    assert.deepEqual(short(of('not_allowed')), ['not_allowed', false]);
    assert.match(of('not_allowed', 'No license for requested language').reason, /No license for requested language/);
  });

  it('does not retry a job_error about the audio', () => {
    assert.deepEqual(short(of('job_error', 'No worker can be scheduled because the service is at capacity')), [
      'job_error',
      true,
    ]);
    assert.deepEqual(short(of('job_error', 'Worker failed. Please check the audio format.')), ['job_error', false]);
    assert.deepEqual(short(of('job_error', 'The format of the audio\nis unsupported')), ['job_error', false]);
  });

  it('calls a type that it does not know server_error, and tells the type', () => {
    assert.deepEqual(short(of('moon_phase', 'waning')), ['server_error', true]);
    assert.match(of('moon_phase', 'waning').reason, /"moon_phase: waning"/);
    assert.equal(of('completed').code, 'server_error');
    assert.equal(of('toString').code, 'server_error');
  });
});

describe('closeOutcome', () => {
  it('goes by the type in the reason, else by the code', () => {
    assert.deepEqual(closeOutcome(1000, 'session_timeout reached').code, 'session_timeout');
    assert.deepEqual(short(closeOutcome(1008, 'policy_violation: idle_timeout')), ['idle_timeout', true]);
    assert.deepEqual(short(closeOutcome(4005, '')), ['quota_exceeded', true]);
    assert.deepEqual(short(closeOutcome(4001, 'bye')), ['not_authorised', false]);
    assert.deepEqual(short(closeOutcome(1003, 'Unsupported Data')), ['protocol_error', false]);
    assert.deepEqual(short(closeOutcome(4013, 'please check your audio format')), ['job_error', false]);
  });

  it('tells what the server said', () => {
    assert.match(closeOutcome(1011, 'internal_error').reason, /"internal_error"/);
  });

  it('takes every other close for one before the end', () => {
    for (const code of [1000, 1001, 1005, 1011, 1012, 4999]) {
      assert.deepEqual(short(closeOutcome(code, '')), ['closed_by_server', true], String(code));
    }
    assert.deepEqual(short(closeOutcome(1008, 'policy_violation')), ['closed_by_server', false]);
  });

  it('takes 1006 for a broken connection', () => {
    assert.deepEqual(short(closeOutcome(1006, '')), ['connection_lost', true]);
  });
});

describe('handshakeOutcome', () => {
  for (const [code, retryable, statuses] of [
    ['not_authorised', false, [401, 403]],
    ['wrong_path', false, [200, 301, 400, 404, 405, 426]],
    ['server_unavailable', true, [408, 429, 500, 502, 503, 504]],
  ] as const) {
    it(`takes ${statuses.join(', ')} for ${code}`, () => {
      for (const status of statuses) {
        assert.deepEqual(short(handshakeOutcome(status)), [code, retryable]);
        assert.match(handshakeOutcome(status).reason, new RegExp(`HTTP status ${status}`));
      }
    });
  }
});

describe('socketOutcome', () => {
  const of = (code: string) => socketOutcome(Object.assign(new Error('secret text'), { code }));

  for (const [code, retryable, errors] of [
    ['connection_refused', true, ['ECONNREFUSED']],
    ['host_not_found', true, ['ENOTFOUND', 'EAI_AGAIN']],
    ['host_unreachable', true, ['EHOSTUNREACH', 'ENETUNREACH']],
    ['connection_timeout', true, ['ETIMEDOUT']],
    ['connection_lost', true, ['ECONNRESET', 'WS_ERR_INVALID_OPCODE', 'ESOMETHING']],
    ['tls_untrusted', false, ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'CERT_HAS_EXPIRED']],
    ['tls_untrusted', false, ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID']],
    ['tls_failed', false, ['EPROTO', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'ERR_OSSL_BAD_DECRYPT']],
    ['invalid_header', false, ['ERR_INVALID_CHAR', 'ERR_INVALID_HTTP_TOKEN']],
    ['wrong_path', false, ['HPE_INVALID_CONSTANT']],
  ] as const) {
    it(`takes ${errors.join(', ')} for ${code}`, () => {
      for (const error of errors) {
        assert.deepEqual(short(of(error)), [code, retryable], error);
        assert.doesNotMatch(of(error).reason, /secret/);
      }
    });
  }

  it('knows the errors of a handshake that have no code', () => {
    assert.equal(socketOutcome(new Error('Opening handshake has timed out')).code, 'connection_timeout');
    assert.equal(socketOutcome(new Error('Invalid Sec-WebSocket-Accept header')).code, 'wrong_path');
    assert.equal(socketOutcome(new TypeError('secret')).code, 'connection_lost');
    assert.equal(socketOutcome('secret').code, 'connection_lost');
  });

  it('says what to do about a certificate', () => {
    assert.match(of('DEPTH_ZERO_SELF_SIGNED_CERT').reason, /CA certificate/);
    assert.match(of('CERT_HAS_EXPIRED').reason, /expired/);
    assert.match(of('CERT_NOT_YET_VALID').reason, /clock/);
    assert.match(of('ERR_TLS_CERT_ALTNAME_INVALID').reason, /name/);
  });
});
