import assert from 'node:assert/strict';
import { fingerprint, ServerRecord } from '../../../nodes/lib/appliance/server-record';

describe('appliance/server-record', () => {
  it('remembers settings that ran until they do not any more, and no more than a hundred', () => {
    const record = new ServerRecord();
    record.prove('first');
    record.prove('second');
    record.disprove('second');
    assert.ok(record.hasProven('first') && !record.hasProven('second'));
    for (let count = 0; count < 99; count += 1) record.prove(`${count}`);
    record.prove('first');
    record.prove('another');
    assert.ok(record.hasProven('first') && record.hasProven('another') && !record.hasProven('0'));
    assert.ok(!record.letsIn);
    record.proveAccess();
    assert.ok(record.letsIn);
    record.disproveAccess();
    assert.ok(!record.letsIn && record.hasProven('first'));
  });

  it('remembers refused controls, each by itself', () => {
    const record = new ServerRecord();
    record.refuse('GetSpeakers');
    assert.ok(record.refuses('GetSpeakers') && !record.refuses('ForceEndOfUtterance'));
  });

  it('tells settings apart by what they hold', () => {
    assert.equal(fingerprint({ language: 'en' }), fingerprint({ language: 'en' }));
    assert.notEqual(fingerprint({ language: 'en' }), fingerprint({ language: 'de' }));
  });
});
