import assert from 'node:assert/strict';
import { copyMessage, MessageError, settle } from '../../../nodes/lib/message/copy-message';
import { deep, throwing } from '../../support/hostile-messages';

describe('message/copy-message', () => {
  it('copies everything but the request and its response', () => {
    const message = { topic: 't', list: [1], req: { url: '/' }, res: () => {} };
    const copy = copyMessage(message);
    assert.deepEqual(copy, message);
    assert.notEqual(copy.list, message.list);
    assert.equal(copy.req, message.req);
    assert.deepEqual(Object.keys(copyMessage({ topic: 't' })), ['topic']);
  });

  it('leaves a message as it is that it cannot copy', () => {
    const message = { req: {}, value: deep() };
    assert.throws(() => copyMessage(message), { code: 'uncopyable_message', message: /Delete it/ });
    assert.deepEqual(Object.keys(message), ['req', 'value']);
  });

  it('calls done once, and reports what it failed to tell without the message', () => {
    const told: unknown[] = [];
    const error = new Error('wrong');
    const report = (reported: Error, message: object): void => void told.push([reported, message]);
    settle((given) => told.push(given), error, {}, report);
    const fail = (): never => {
      throw new Error('no copy');
    };
    settle(fail, error, Object.assign(throwing('topic'), { _msgid: 'id' }), report);
    settle(fail, undefined, { topic: 't' }, report);
    assert.deepEqual(told, [error, [error, { _msgid: 'id' }], [new MessageError(), { topic: 't' }]]);
  });
});
