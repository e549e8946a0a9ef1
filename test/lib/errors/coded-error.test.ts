import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { AudioError } from '../../../nodes/lib/audio/format';
import { ApplianceOptionsError } from '../../../nodes/lib/built-in/process/appliance-options';
import { BuiltInApplianceError } from '../../../nodes/lib/built-in/process/built-in-appliance';
import { RecogniserFailedError } from '../../../nodes/lib/built-in/process/worker-recogniser';
import { RecogniserPackagesError } from '../../../nodes/lib/built-in/recogniser/packages';
import { RecogniserLoadError } from '../../../nodes/lib/built-in/recogniser/recogniser-failure';
import { HealthError } from '../../../nodes/lib/health/health-error';
import { MessageError } from '../../../nodes/lib/message/copy-message';
import { SettingsError } from '../../../nodes/lib/settings/settings-error';
import { FilterError } from '../../../nodes/lib/transcript/filter/filter-error';
import { helpUrl } from '../../../nodes/lib/errors/help';
import { CodedError } from '../../../nodes/lib/errors/coded-error';

describe('errors/coded-error', () => {
  it('keeps an error of its own, and the code and words of others', () => {
    const own = new CodedError('a', 'b');
    assert.equal(CodedError.from(own), own);
    const { code, message } = CodedError.from(Object.assign(new Error('text'), { code: 'named' }));
    assert.deepEqual({ code, message }, { code: 'named', message: 'text' });
  });

  it('makes an error of whatever is thrown', () => {
    for (const thrown of [new Error('text'), 'text', { message: 'text', code: 5 }]) {
      const { code, message } = CodedError.from(thrown);
      assert.deepEqual({ code, message }, { code: 'unexpected_error', message: 'text' });
    }
    assert.equal(CodedError.from(undefined).code, 'unexpected_error');
    assert.equal(CodedError.from(null).code, 'unexpected_error');
  });

  it('keeps what led to it, and where that was', () => {
    function culprit(): never {
      throw Object.assign(new TypeError('x is not a function'), { retryable: false });
    }
    let thrown: unknown;
    try {
      culprit();
    } catch (error) {
      thrown = error;
    }
    const { name, cause, stack, retryable } = CodedError.from(thrown);
    assert.equal((cause as Error).stack, (thrown as Error).stack);
    assert.equal(retryable, false);
    assert.equal(name, '');
    assert.match(
      stack ?? '',
      /^x is not a function\n {4}Help: https:[^]*\[cause\]: TypeError: x is not a function\n +at culprit/,
    );
  });

  it('keeps nothing of its cause but name, message and stack: Node.js may put a URL with its password into others', () => {
    let thrown: unknown;
    try {
      void new URL('http://name:password-that-is-secret@[');
    } catch (error) {
      thrown = error;
    }
    assert.ok(JSON.stringify(inspect(thrown)).includes('password-that-is-secret'));
    assert.ok(!inspect(CodedError.from(thrown)).includes('password-that-is-secret'));
  });

  it('keeps only a cause that can be copied', () => {
    for (const thrown of ['text', { message: 'text' }, new Proxy(new Error('text'), {})]) {
      const { message, cause } = CodedError.from(thrown);
      assert.deepEqual({ message, cause }, { message: 'text', cause: undefined });
    }
  });

  it('is the base of every error that can reach a Catch node', () => {
    const errors = [
      new AudioError('not_audio', 'x'),
      new SettingsError('invalid_setting', 'field', 'x'),
      new FilterError('not_a_transcript', 'x'),
      new HealthError('invalid_url', 'host'),
      new MessageError(),
      new RecogniserLoadError('recogniser_missing', 'x'),
      new RecogniserPackagesError('recogniser_missing', 'x'),
      new RecogniserFailedError('x'),
      new BuiltInApplianceError('appliance_stopped', 'x', true),
      new ApplianceOptionsError('x'),
    ];
    for (const error of errors) {
      assert.equal(CodedError.from(error), error);
      // Node-RED puts this text into the Catch node's message: it begins with the cause.
      assert.equal(String(error), error.message);
      const start = `${error.message}\n    Help: ${helpUrl(error.code)}\n    at `;
      assert.ok(error.stack?.startsWith(start), error.stack);
    }
  });

  it('makes an error of what does not want to be one', () => {
    const getter = Object.defineProperty({}, 'code', { get: () => assert.fail() });
    for (const thrown of [Object.create(null), getter, Proxy.revocable({}, {}), Symbol('x'), 5n]) {
      assert.equal(CodedError.from(thrown).code, 'unexpected_error');
    }
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    assert.equal(CodedError.from(proxy).code, 'unexpected_error');
  });
});
