import assert from 'node:assert/strict';
import { decodeInterval, pauseInterval } from '../../../../nodes/lib/built-in/recogniser/decode-interval';

describe('built-in/recogniser/decode-interval', () => {
  it('shows partials often', () => {
    assert.equal(decodeInterval({ partials: true, maxDelay: 10 }, 0.1), 0.4);
  });

  it('looks as often as the delay asks for when there are no partials', () => {
    assert.equal(decodeInterval({ partials: false, maxDelay: 0.7 }, 0.1), 0.35);
    assert.equal(decodeInterval({ partials: false, maxDelay: 3 }, 0.1), 1);
    assert.equal(decodeInterval({ partials: false, maxDelay: 20 }, 0.1), 1.5);
  });

  it('takes four tenths of the time if partials and the delay allow it', () => {
    assert.equal(decodeInterval({ partials: true, maxDelay: 10 }, 0.2), 0.5);
    assert.equal(decodeInterval({ partials: true, maxDelay: 1.5 }, 0.3), 0.5);
    assert.equal(decodeInterval({ partials: true, maxDelay: 10 }, 0.8), 1.5);
  });

  it('gives way to a slow processor', () => {
    assert.equal(decodeInterval({ partials: true, maxDelay: 1 }, 2), 3);
    assert.equal(pauseInterval(2), 3);
  });
});
