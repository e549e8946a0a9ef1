import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  bytesOf,
  fieldsOf,
  integerField,
  lengthDelimited,
  stringField,
  textOf,
} from '../../../../../nodes/lib/built-in/recogniser/moonshine/protobuf';

describe('built-in/recogniser/moonshine/protobuf', () => {
  it('reads the fields that it writes', () => {
    const field = fc.record({ number: fc.integer({ min: 1, max: 5000 }), text: fc.string({ maxLength: 300 }) });
    fc.assert(
      fc.property(fc.array(field), (fields) => {
        const file = Buffer.concat(fields.map(({ number, text }) => stringField(number, text)));
        const read = fieldsOf(file, { valueStart: 0, end: file.length });
        assert.deepEqual(
          read.map((entry) => ({ number: entry.number, text: textOf(file, entry) })),
          fields.map(({ number, text }) => ({ number, text: Buffer.from(text).toString() })),
        );
        assert.deepEqual(Buffer.concat(read.map((entry) => bytesOf(file, entry))), file);
      }),
    );
  });

  it('passes over numbers of all kinds', () => {
    const fixed32 = Buffer.from([(2 << 3) | 5, 1, 2, 3, 4]);
    const fixed64 = Buffer.from([(3 << 3) | 1, 1, 2, 3, 4, 5, 6, 7, 8]);
    const file = lengthDelimited(7, integerField(1, 300), fixed32, fixed64, stringField(4, 'end'));
    const [message] = fieldsOf(file, { valueStart: 0, end: file.length });
    assert.deepEqual(
      fieldsOf(file, message!).map(({ number }) => number),
      [1, 2, 3, 4],
    );
  });

  it('refuses what is no message', () => {
    const file = Buffer.from([0x0f, 0x00]);
    assert.throws(() => fieldsOf(file, { valueStart: 0, end: file.length }), RangeError);
  });
});
