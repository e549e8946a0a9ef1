/**
 * The little of the protocol buffers wire format that editing an ONNX file takes
 * (https://protobuf.dev/programming-guides/encoding). Only whole fields are moved about; groups do not occur.
 */

/** One field of a message. Offsets are bytes into the whole file. */
export interface Field {
  number: number;
  /** Where the field's tag begins. */
  start: number;
  /** Where its value begins, after tag and length. */
  valueStart: number;
  end: number;
}

/** A message's place in the file: a field's value is one too. */
export type Extent = Pick<Field, 'valueStart' | 'end'>;

const WIRE_TYPE = { varint: 0, fixed64: 1, lengthDelimited: 2, fixed32: 5 };

/**
 * The fields of the message that lies there.
 *
 * @throws RangeError when the bytes are no message
 */
export function fieldsOf(file: Buffer, message: Extent): Field[] {
  const fields: Field[] = [];
  let offset = message.valueStart;
  const readVarint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = file.readUInt8(offset++);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (offset < message.end) {
    const start = offset;
    const tag = readVarint();
    let valueStart = offset;
    switch (tag & 7) {
      case WIRE_TYPE.varint:
        readVarint();
        break;
      case WIRE_TYPE.fixed64:
        offset += 8;
        break;
      case WIRE_TYPE.fixed32:
        offset += 4;
        break;
      case WIRE_TYPE.lengthDelimited: {
        const length = readVarint();
        valueStart = offset;
        offset += length;
        break;
      }
      default:
        throw new RangeError(`unknown wire type ${tag & 7} at byte ${start}`);
    }
    fields.push({ number: Math.floor(tag / 8), start, valueStart, end: offset });
  }
  return fields;
}

/** The text of a string field. */
export function textOf(file: Buffer, field: Extent): string {
  return file.toString('utf8', field.valueStart, field.end);
}

/** The bytes of a field as they are, tag and length included. */
export function bytesOf(file: Buffer, field: Field): Buffer {
  return file.subarray(field.start, field.end);
}

/** The bytes of a field that holds a message, a string or bytes. */
export function lengthDelimited(number: number, ...parts: Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([varint(number * 8 + WIRE_TYPE.lengthDelimited), varint(length), ...parts]);
}

/** The bytes of a field that holds a string. */
export function stringField(number: number, text: string): Buffer {
  return lengthDelimited(number, Buffer.from(text));
}

/** The bytes of a field that holds an integer of 0 or more. */
export function integerField(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8 + WIRE_TYPE.varint), varint(value)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}
