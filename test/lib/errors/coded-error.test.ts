import assert from 'node:assert/strict';
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
