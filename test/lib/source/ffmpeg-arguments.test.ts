import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readAddress, type AddressKind } from '../../../nodes/lib/source/address';
import { ffmpegArguments } from '../../../nodes/lib/source/ffmpeg-arguments';
import type { Origin } from '../../../nodes/lib/source/origin';
import { arecordArguments, soxArguments } from '../../../nodes/lib/source/recorder-arguments';

const WANTED = { rate: 16_000, isMixed: true };

const at = (kind: AddressKind, url: string, listen = false): Origin => ({
  kind,
  address: readAddress(kind, url),
  listen,
});
const valueOf = (list: readonly string[], name: string): string[] => list[list.indexOf(name) + 1]?.split(',') ?? [];

describe('source/ffmpeg-arguments', () => {
  const protocols: [string, Origin, string[]][] = [
    ['a file', { kind: 'file', path: '/a.wav' }, ['file']],
    ['a URL', at('url', 'https://a/b.mp3'), ['http', 'https', 'tcp', 'tls', 'httpproxy']],
    ['a playlist', at('url', 'https://a/b.m3u8?x'), ['http', 'https', 'tcp', 'tls', 'httpproxy', 'crypto']],
    ['a camera', at('rtsp', 'rtsp://a/b'), ['rtp', 'udp', 'tcp']],
    ['a camera with TLS', at('rtsp', 'rtsps://a/b'), ['rtp', 'udp', 'tcp', 'tls']],
    ['RTMP', at('rtmp', 'rtmp://a/b'), ['rtmp', 'tcp']],
    ['RTMP with TLS', at('rtmp', 'rtmps://a/b'), ['rtmps', 'tls', 'tcp']],
    ['UDP', at('udp', 'udp://0.0.0.0:5000'), ['udp']],
    ['RTP', at('udp', 'rtp://0.0.0.0:5000'), ['rtp', 'udp']],
    ['an SDP', { kind: 'sdp', description: 'v=0' }, ['pipe', 'rtp', 'udp']],
  ];
  for (const [name, origin, allowed] of protocols) {
    it(`lets ${name} use its own protocols only`, () => {
      const list = ffmpegArguments(origin, WANTED);
      assert.deepEqual(valueOf(list, '-protocol_whitelist'), allowed);
      assert.ok(list.indexOf('-protocol_whitelist') < list.indexOf('-i'), 'it holds for inputs that come after it');
      assert.ok(list.includes('-format_whitelist') && list.includes('-codec_whitelist') && list.includes('-nostdin'));
    });
  }

  it('takes nothing for a playlist that does not say it is one', () => {
    const formats = (url: string): string[] => valueOf(ffmpegArguments(at('url', url), WANTED), '-format_whitelist');
    assert.ok(formats('http://a/live.m3u8').includes('hls'));
    for (const url of ['http://a/live.mp3', 'http://a/']) {
      for (const playlist of ['hls', 'concat', 'dash', 'sdp', 'rtsp']) assert.ok(!formats(url).includes(playlist));
    }
    const ofFiles = valueOf(ffmpegArguments({ kind: 'file', path: '/list.m3u8' }, WANTED), '-format_whitelist');
    assert.ok(!ofFiles.includes('hls') && !ofFiles.includes('concat'));
  });

  it('takes whatever a path is for one argument, and for a file', () => {
    fc.assert(
      fc.property(fc.string(), (path) => {
        const list = ffmpegArguments({ kind: 'file', path }, WANTED);
        assert.equal(list[list.indexOf('-i') + 1], `file:${path}`);
        assert.equal(list.length, ffmpegArguments({ kind: 'file', path: 'a' }, WANTED).length);
      }),
    );
  });

  it('hands on the arguments of a user as they are, and has its own way with the output', () => {
    const own = ['-f', 's16le', '-i', 'udp://0.0.0.0:5000;$(reboot)', '-loglevel', 'quiet'];
    const list = ffmpegArguments({ kind: 'ffmpeg', arguments: own }, { rate: 8000, isMixed: false });
    assert.deepEqual(list.slice(list.indexOf('-f'), list.indexOf('-f') + own.length), own);
    assert.equal(list.at(list.lastIndexOf('-loglevel') + 1), 'level+info');
    assert.deepEqual(valueOf(list, '-ar'), ['8000']);
    assert.ok(!list.includes('-ac'));
  });

  it('knows the microphones of every system', () => {
    const input = (system: 'alsa' | 'pulse' | 'avfoundation' | 'dshow', device: string): string[] => {
      const list = ffmpegArguments({ kind: 'microphone', system, device }, WANTED);
      return list.slice(list.indexOf('-f'), list.indexOf('-i') + 2);
    };
    const format = ['-sample_rate', '16000', '-channels', '1'];
    assert.deepEqual(input('alsa', ''), ['-f', 'alsa', ...format, '-i', 'default']);
    assert.deepEqual(input('alsa', 'hw:1,0'), ['-f', 'alsa', ...format, '-i', 'plughw:1,0']);
    assert.deepEqual(input('pulse', 'usb mic'), ['-f', 'pulse', '-i', 'usb mic']);
    assert.deepEqual(input('avfoundation', 'Built-in'), ['-f', 'avfoundation', '-i', ':Built-in']);
    assert.deepEqual(input('dshow', 'Mikrofon (USB)'), ['-f', 'dshow', '-i', 'audio=Mikrofon (USB)']);
  });

  it('listens as an RTMP server where that is wanted', () => {
    assert.ok(ffmpegArguments(at('rtmp', 'rtmp://0.0.0.0/live/a', true), WANTED).includes('-listen'));
    assert.ok(!ffmpegArguments(at('rtmp', 'rtmp://0.0.0.0/live/a'), WANTED).includes('-listen'));
  });
});

describe('source/recorder-arguments', () => {
  const recording = { system: 'alsa', device: '', rate: 16_000, channels: 1 } as const;

  it('lets arecord write samples without a header', () => {
    const format = ['-t', 'raw', '-f', 'S16_LE', '-r', '16000', '-c', '1'];
    assert.deepEqual(arecordArguments(recording), ['-q', ...format]);
    assert.deepEqual(arecordArguments({ ...recording, device: 'hw:1' }), ['-q', '-D', 'plughw:1', ...format]);
  });

  it('lets sox do the same', () => {
    const format = ['-r', '16000', '-c', '1', '-b', '16', '-e', 'signed-integer'];
    const output = [...format, '-L', '-t', 'raw', '-'];
    assert.deepEqual(soxArguments(recording), ['-q', '-D', ...format, '-t', 'alsa', 'default', ...output]);
    const named = { ...recording, system: 'avfoundation', device: 'Built-in' } as const;
    assert.deepEqual(soxArguments(named), ['-q', '-D', ...format, '-t', 'coreaudio', 'Built-in', ...output]);
    assert.throws(() => soxArguments({ ...recording, device: '-n' }), /hyphen/);
  });
});
