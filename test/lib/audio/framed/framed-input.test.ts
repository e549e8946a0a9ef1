import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FramedInput, type FramedEvent } from '../../../../nodes/lib/audio/framed/framed-input';
import { framedProtocols } from '../../../../nodes/lib/audio/framed/protocols';
import { readPayloadTypes } from '../../../../nodes/lib/audio/framed/rtp-payload-types';
import {
  audioSocketCall,
  audioSocketFrame,
  rtpPacket,
  rtpPackets,
  wyomingEvent,
  wyomingStream,
} from '../../../../dev/frames';
import { readPcm, recordings } from '../../../../dev/recordings';

function input(payloadTypes = ''): FramedInput {
  return new FramedInput(framedProtocols(readPayloadTypes(payloadTypes)!));
}

/** What comes of messages, 20 ms apart. */
function read(messages: readonly Buffer[], framed = input()): FramedEvent[] {
  return [...messages.flatMap((message, index) => framed.read(message, index * 20)), ...framed.end()];
}

function audioOf(events: readonly FramedEvent[], track?: string): Buffer {
  const audio = events.flatMap((event) =>
    event.kind === 'audio' && (track === undefined || event.track === track) ? [event.data] : [],
  );
  return Buffer.concat(audio);
}

function plainOf(events: readonly FramedEvent[]): Buffer {
  return Buffer.concat(events.flatMap((event) => (event.kind === 'plain' ? [event.data] : [])));
}

function kindsOf(events: readonly FramedEvent[]): string[] {
  return [...new Set(events.map(({ kind }) => kind))];
}

function pieces(bytes: Buffer, length: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
    bytes.subarray(index * length, (index + 1) * length),
  );
}

/** Cuts bytes where the numbers say, each the length of a piece. */
function cutAt(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const cut: Buffer[] = [];
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const length = lengths[index % lengths.length]!;
    cut.push(bytes.subarray(at, at + length));
    at += length;
  }
  return cut;
}

const noise = Buffer.from(Array.from({ length: 6400 }, (_, index) => (index * 7919 + (index >> 3)) & 0xff));
const cuts = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 });

describe('FramedInput', () => {
  describe('AudioSocket', () => {
    it('takes the samples out of frames that are cut anywhere', () => {
      const kinds = [8000, 12000, 16000, 24000, 32000, 44100, 48000, 96000, 192000];
      fc.assert(
        fc.property(cuts, fc.nat(8), fc.constantFrom(320, 640, 960), (lengths, kind, length) => {
          const wire = Buffer.concat(audioSocketCall(pieces(noise, length), 0x10 + kind));
          const events = read(cutAt(wire, lengths));
          assert.deepEqual(audioOf(events), noise);
          assert.deepEqual(kindsOf(events), ['audio', 'end']);
          const [first] = events;
          assert.deepEqual(first?.kind === 'audio' && first.hints, {
            encoding: 's16le',
            rate: kinds[kind],
            channels: 1,
          });
        }),
      );
    });

    it('takes byte for byte, with keys between the frames', () => {
      const key = audioSocketFrame(0x03, Buffer.from('5'));
      const [uuid, ...frames] = audioSocketCall(pieces(noise, 320));
      const wire = Buffer.concat([uuid!, ...frames.flatMap((frame) => [key, frame])]);
      assert.deepEqual(audioOf(read(cutAt(wire, [1]))), noise);
    });

    it('knows it without the UUID that a call begins with', () => {
      const frames = audioSocketCall(pieces(noise, 320)).slice(1);
      assert.deepEqual(audioOf(read(frames)), noise);
    });

    it('reads the next call on the same connection', () => {
      const framed = input();
      for (let call = 0; call < 2; call += 1) {
        assert.deepEqual(audioOf(audioSocketCall(pieces(noise, 320)).flatMap((frame) => framed.read(frame, 0))), noise);
      }
    });

    it('says so once when frames can not be followed', () => {
      const call = audioSocketCall(pieces(noise, 320)).slice(0, -1);
      const events = read([...call, audioSocketFrame(0x77, Buffer.alloc(2))]);
      assert.deepEqual(kindsOf(events), ['audio', 'refused', 'end']);
    });
  });

  describe('Wyoming', () => {
    it('takes the samples out of events that are cut anywhere', () => {
      fc.assert(
        fc.property(cuts, (lengths) => {
          const events = read(cutAt(Buffer.concat(wyomingStream(pieces(noise, 2048))), lengths));
          assert.deepEqual(audioOf(events), noise);
          assert.deepEqual(kindsOf(events), ['audio', 'end']);
          const [first] = events;
          assert.deepEqual(first?.kind === 'audio' && first.hints, { rate: 16000, width: 2, channels: 1 });
        }),
      );
    });

    it('reads data in the line itself, and the format of the start alone', () => {
      const start = Buffer.from('{"type":"audio-start","data":{"rate":22050,"width":2,"channels":2}}\n');
      const chunk = Buffer.concat([Buffer.from('{"type":"audio-chunk","payload_length":6400}\n'), noise]);
      const events = read([wyomingEvent('describe'), start, chunk]);
      assert.deepEqual(events, [{ kind: 'audio', data: noise, hints: { rate: 22050, width: 2, channels: 2 } }]);
    });

    it('gives up lines that never end, and lengths that nobody sends', () => {
      for (const header of ['{"type":"audio-chunk","payload_length":4000000000}\n', 'x'.repeat(20_000)]) {
        const events = read([wyomingEvent('audio-start', { rate: 16000 }), Buffer.from(header)]);
        assert.deepEqual(kindsOf(events), ['refused', 'end']);
      }
    });

    it('leaves other JSON as it is', () => {
      const json = Buffer.from('{"event":"media"}\n{"type":"input_audio_buffer.append"}\n');
      assert.deepEqual(plainOf(read([json])), json);
    });
  });

  describe('RTP', () => {
    const formats = [
      { payloadType: 0, frameBytes: 1, hints: { encoding: 'mulaw', rate: 8000, channels: 1 }, silence: 0xff },
      { payloadType: 8, frameBytes: 1, hints: { encoding: 'alaw', rate: 8000, channels: 1 }, silence: 0xd5 },
      { payloadType: 10, frameBytes: 4, hints: { encoding: 's16be', rate: 44100, channels: 2 }, silence: 0 },
      { payloadType: 11, frameBytes: 2, hints: { encoding: 's16be', rate: 44100, channels: 1 }, silence: 0 },
      { payloadType: 96, frameBytes: 2, hints: { encoding: 's16be', rate: 16000, channels: 1 }, silence: 0 },
    ];
    const dynamic = '96 L16/16000/1, 97 opus/48000/2, 101 telephone-event/8000';

    for (const { payloadType, frameBytes, hints, silence } of formats) {
      it(`takes payload type ${payloadType}, lost and reordered packets keeping the clock`, () => {
        const sound = pieces(noise, 320);
        const packets = rtpPackets(sound, { payloadType, frameBytes });
        fc.assert(
          fc.property(
            fc.uniqueArray(fc.integer({ min: 3, max: packets.length - 4 }), { maxLength: 5 }),
            fc.integer({ min: 0, max: packets.length - 2 }),
            (lost, swapped) => {
              const sent = packets.map((packet, index) => ({ packet, index }));
              [sent[swapped], sent[swapped + 1]] = [sent[swapped + 1]!, sent[swapped]!];
              const events = read(
                sent.filter(({ index }) => !lost.includes(index)).map(({ packet }) => packet),
                input(dynamic),
              );
              const expected = sound.map((piece, index) =>
                lost.includes(index) ? Buffer.alloc(piece.length, silence) : piece,
              );
              assert.deepEqual(audioOf(events), Buffer.concat(expected));
              const [first] = events;
              assert.deepEqual(first, {
                kind: 'audio',
                data: first?.kind === 'audio' && first.data,
                hints,
                track: '12345678',
              });
            },
          ),
        );
      });
    }

    it('takes doubled packets, header extensions, contributors and padding', () => {
      const sound = pieces(noise, 160);
      const packets = rtpPackets(sound).map((packet, index) => {
        if (index % 2 === 0) return packet;
        const changed = Buffer.concat([
          packet.subarray(0, 12),
          Buffer.alloc(4), // a contributor
          Buffer.from([0xbe, 0xde, 0, 1, 1, 2, 3, 4]), // an extension of one word
          packet.subarray(12),
          Buffer.from([0, 0, 3]), // padding
        ]);
        changed.writeUInt8(0x80 | 0x20 | 0x10 | 1, 0);
        return changed;
      });
      const doubled = [...packets.slice(0, 4), ...packets.slice(4).flatMap((packet) => [packet, packet])];
      assert.deepEqual(audioOf(read(doubled)), noise);
    });

    it('keeps several sources of one sender apart', () => {
      const [left, right] = [noise, Buffer.from(noise).reverse()];
      const packets = [left, right].map((sound, index) => rtpPackets(pieces(sound, 160), { ssrc: index + 1 }));
      const events = read(packets[0]!.flatMap((packet, index) => [packet, packets[1]![index]!]));
      assert.deepEqual(audioOf(events, '00000001'), left);
      assert.deepEqual(audioOf(events, '00000002'), right);
    });

    it('goes on when a sender begins anew, and passes over RTCP, keys and comfort noise', () => {
      const sound = pieces(noise, 160);
      const first = rtpPackets(sound.slice(0, 20), { sequence: 1, timestamp: 1 });
      const second = rtpPackets(sound.slice(20), { sequence: 30_000, timestamp: 77 });
      const report = Buffer.concat([Buffer.from([0x80, 200]), Buffer.alloc(26)]);
      const key = rtpPacket({ payloadType: 101, sequence: 21, timestamp: 3201, ssrc: 0x12345678 }, Buffer.alloc(4));
      assert.deepEqual(audioOf(read([...first, report, key, ...second], input(dynamic))), noise);
    });

    it('refuses once what it can not decode, by its name, and asks for a dynamic type that it was not told', () => {
      for (const [payloadType, message] of [
        [96, /payload type 96.*RTP payload types.*96 L16/],
        [97, /OPUS/],
        [9, /G\.722/],
      ] as const) {
        const events = read(rtpPackets(pieces(noise, 160), { payloadType }), input(payloadType === 97 ? dynamic : ''));
        assert.equal(events.length, 1);
        assert.equal(events[0]?.kind, 'refused');
        assert.match(events[0].kind === 'refused' ? events[0].error.message : '', message);
      }
    });

    it('lets the stream fill a pause in which nothing was sent', () => {
      const framed = input();
      const packets = rtpPackets(pieces(noise, 160), { sequence: 1, timestamp: 0 });
      const late = rtpPackets(pieces(noise, 160), { sequence: 41, timestamp: 40 * 160 + 8000 * 5 });
      const events = packets.flatMap((packet, index) => framed.read(packet, index * 20));
      events.push(...late.flatMap((packet, index) => framed.read(packet, 5800 + index * 20)), ...framed.end());
      assert.deepEqual(audioOf(events), Buffer.concat([noise, noise]));
    });

    it('ends the source that was silent longest when there are too many', () => {
      const known = rtpPackets(pieces(noise, 160));
      const others = Array.from({ length: 20 }, (_, index) =>
        rtpPacket({ payloadType: 0, sequence: 1, timestamp: 1, ssrc: index }, noise.subarray(0, 160)),
      );
      const ended = read([...known, ...others]).flatMap((event) => (event.kind === 'end' ? [event.track] : []));
      assert.deepEqual(ended.slice(0, 2), ['12345678', '00000000']);
    });

    it('reads payload types as SDP says them, and knows what it does not understand', () => {
      for (const text of ['96 L16/16000', 'a=rtpmap:96 L16/16000/1', '96=L16/16000', '96: l16/16000; 97 PCMU/16000']) {
        assert.deepEqual(readPayloadTypes(text)?.get(96), { sampleFormat: 's16be', rate: 16000, channels: 1 }, text);
      }
      for (const text of ['L16', '128 L16/8000', '96 L16/0', '96 L16/8000/99', '96']) {
        assert.equal(readPayloadTypes(text), undefined, text);
      }
    });
  });

  describe('messages with a header', () => {
    const json = (audio: Buffer): Buffer => {
      const header = Buffer.from(JSON.stringify({ sampleRate: 48000, channels: 1 }));
      const length = Buffer.alloc(4);
      length.writeUInt32LE(header.length);
      return Buffer.concat([length, header, audio]);
    };
    const lines = (audio: Buffer): Buffer => {
      const header = Buffer.from('Path: audio\r\nX-RequestId: 0123abcd\r\nContent-Type: audio/x-wav\r\n');
      const length = Buffer.alloc(2);
      length.writeUInt16BE(header.length);
      return Buffer.concat([length, header, audio]);
    };

    it('takes off headers of JSON, with the format that they tell, and of lines', () => {
      const audio = pieces(noise, 640);
      const [first] = read(audio.map(json));
      assert.deepEqual(first?.kind === 'audio' && first.hints, { rate: 48000, channels: 1 });
      for (const wrap of [json, lines]) assert.deepEqual(audioOf(read(audio.map(wrap))), noise);
    });

    it('says so where a message has none any more', () => {
      for (const wrap of [json, lines]) {
        const events = read([wrap(noise.subarray(0, 640)), noise.subarray(640, 1280)]);
        assert.deepEqual(
          events.slice(0, 3).map(({ kind }) => kind),
          ['audio', 'refused', 'end'],
        );
      }
    });
  });

  describe('samples without frames', () => {
    it('takes none of all recordings for frames, whatever the format and the cut, and holds them for no time', () => {
      const formats: ((pcm: Buffer) => Buffer)[] = [
        (pcm) => pcm,
        (pcm) => Buffer.from(pcm).swap16(),
        (pcm) => Buffer.from(Float32Array.from(pieces(pcm, 2), (sample) => sample.readInt16LE(0) / 32768).buffer),
        (pcm) => Buffer.from(pieces(pcm, 2).map((sample) => (sample.readInt16LE(0) >> 8) & 0xff)),
        (pcm) => Buffer.from(pieces(pcm, 2).map((sample) => (sample.readInt16LE(0) >> 8) ^ 0x80)),
      ];
      const sounds = recordings.map((recording) => readPcm(recording).subarray(0, 64_000));
      fc.assert(
        fc.property(
          fc.constantFrom(...sounds),
          fc.constantFrom(...formats),
          fc.nat(30_000),
          fc.constantFrom(160, 320, 640, 1000, 3200),
          (sound, format, start, length) => {
            const bytes = format(sound.subarray(start * 2, start * 2 + 12_800));
            const framed = input();
            let heldAt = 0;
            const events = pieces(bytes, length).flatMap((piece, index) => {
              const out = framed.read(piece, index * 20);
              if (framed.kind === 'detecting') heldAt = (index + 1) * length;
              return out;
            });
            assert.deepEqual(plainOf([...events, ...framed.end()]), bytes);
            assert.ok(heldAt <= Math.max(4 * length, 4500), `${heldAt} bytes were held`);
          },
        ),
        { numRuns: 400 },
      );
    });

    it('takes no silence, tone or counter for frames', () => {
      const sounds = [0x00, 0x80, 0xff, 0xd5, 0x10, 0x01, 0x7b].map((byte) => Buffer.alloc(12_800, byte));
      const counter = Buffer.from(Uint16Array.from({ length: 6400 }, (_, index) => index).buffer);
      const tone = Buffer.from(
        Int16Array.from({ length: 6400 }, (_, index) => 8000 * Math.sin((index * Math.PI) / 20)).buffer,
      );
      const quiet = Buffer.from(Array.from({ length: 6400 }, (_, index) => [0x7b, 0x7d, 0x80, 0x84, 0x7f][index % 5]!));
      for (const sound of [...sounds, counter, tone, quiet, Buffer.from(counter).swap16()]) {
        for (const length of [160, 320, 333]) {
          assert.deepEqual(plainOf(read(pieces(sound, length))), sound);
          const framed = input();
          for (const piece of pieces(sound, length).slice(0, 10)) framed.read(piece, 0);
          assert.equal(framed.kind, 'plain', `${sound.toString('hex', 0, 4)} is held`);
        }
      }
    });

    it('holds no more than it may, whatever comes', () => {
      fc.assert(
        fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 400 }), { maxLength: 60 }), (messages) => {
          const framed = input();
          for (const message of messages) framed.read(Buffer.from(message), 0);
          framed.end();
        }),
      );
    });
  });
});
