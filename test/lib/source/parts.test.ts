import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { BackBuffer } from '../../../nodes/lib/source/back-buffer';
import { Banner } from '../../../nodes/lib/source/banner';
import { pickTracks, trackTopic } from '../../../nodes/lib/source/channels';
import {
  type Device,
  parseArecord,
  parseAvfoundation,
  parseDshow,
  parseSources,
  withDevice,
} from '../../../nodes/lib/source/devices';
import { chooseFiles } from '../../../nodes/lib/source/file-choice';
import { LevelMeter } from '../../../nodes/lib/source/level';
import { Packer } from '../../../nodes/lib/source/packer';
import type { Programs } from '../../../nodes/lib/source/programs';
import { readPlace } from '../../../nodes/lib/source/source-settings';
import { timeOf } from '../../../nodes/lib/source/status';
import { tryFeed } from '../../../nodes/lib/source/trial';
import { temporaryFolder } from '../../../dev/temporary-folder';
import { PlayedFeed } from '../../support/played-feed';
import { VirtualTime } from '../../support/virtual-time';

describe('source/packer', () => {
  it('cuts packets of 100 ms out of whatever comes, and loses nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 5000 })), fc.constantFrom(1, 2, 6), (pieces, channels) => {
        const packer = new Packer(8000, channels);
        const packets = pieces.flatMap((piece) => packer.push(Buffer.from(piece)));
        assert.ok(packets.every(({ length }) => length === 800 * 2 * channels));
        assert.deepEqual(Buffer.concat([...packets, packer.flush()]), Buffer.concat(pieces));
      }),
    );
  });
});

describe('source/channels', () => {
  const samples = (...values: number[]): Buffer => Buffer.from(Int16Array.from(values).buffer);

  it('takes channels apart', () => {
    const stereo = samples(1, -1, 2, -2);
    assert.deepEqual(pickTracks(stereo, 2, 'left'), [{ name: '', data: samples(1, 2) }]);
    assert.deepEqual(pickTracks(stereo, 2, 'right'), [{ name: '', data: samples(-1, -2) }]);
    assert.deepEqual(pickTracks(stereo, 2, 'each'), [
      { name: 'left', data: samples(1, 2) },
      { name: 'right', data: samples(-1, -2) },
    ]);
    const names = pickTracks(samples(1, 2, 3), 3, 'each').map(({ name }) => name);
    assert.deepEqual(names, ['1', '2', '3']);
    assert.deepEqual(pickTracks(samples(1, 2), 1, 'right'), [{ name: '', data: samples(1, 2) }]);
  });

  it('tells them by their topics', () => {
    assert.equal(trackTopic('studio', { name: 'left' }), 'studio/left');
    assert.equal(trackTopic('', { name: 'left' }), 'left');
    assert.equal(trackTopic('studio', { name: '' }), 'studio');
  });
});

describe('source/level', () => {
  function levelOf(amplitude: number): string | undefined {
    const meter = new LevelMeter();
    const wave = Int16Array.from({ length: 1600 }, (_, at) =>
      Math.max(-32768, Math.min(32767, amplitude * Math.sin(at / 5))),
    );
    meter.push(Buffer.from(wave.buffer));
    return meter.take()?.level;
  }

  it('says how loud it is', () => {
    assert.deepEqual([0, 10, 200, 5000, 20_000, 60_000].map(levelOf), [
      ...['silent', 'silent', 'faint', 'good', 'good', 'clipping'],
    ]);
    assert.equal(new LevelMeter().take(), undefined);
  });

  it('calls it clipping when more than one sample in a thousand is at full scale', () => {
    for (const [clipped, level] of [
      [1, 'good'],
      [2, 'clipping'],
    ] as const) {
      const meter = new LevelMeter();
      meter.push(Buffer.from(Int16Array.from({ length: 1000 }, (_, at) => (at < clipped ? 32767 : 1000)).buffer));
      assert.equal(meter.take()?.level, level);
    }
  });
});

describe('source/trial', () => {
  it('listens for five seconds, and stops the feed then', async () => {
    const time = new VirtualTime();
    let feed: PlayedFeed | undefined;
    const trial = tryFeed((onEvent) => (feed = new PlayedFeed(onEvent)), 16_000, time.clock);
    const listen = async (): Promise<void> => {
      feed!.play({ type: 'audio', data: Buffer.alloc(4000, 8), channels: 1 });
      await time.settle();
    };
    for (let count = 0; count < 39; count += 1) await listen();
    assert.deepEqual(feed!.calls, []);
    await listen();
    assert.deepEqual(feed!.calls, ['stop']);
    feed!.vanish();
    assert.equal((await trial).seconds, 5);
    assert.equal(time.pendingTimers, 0);
  });

  it('gives up what is silent for twenty seconds', async () => {
    const time = new VirtualTime();
    const trial = tryFeed(
      (onEvent) => {
        const feed = new PlayedFeed(onEvent);
        feed.vanish();
        return feed;
      },
      16_000,
      time.clock,
    );
    const refused = assert.rejects(trial, { code: 'no_audio' });
    await time.advance(19_999);
    assert.equal(time.pendingTimers, 1);
    await time.advance(1);
    await refused;
  });
});

describe('source/back-buffer', () => {
  it('holds the last seconds, and gives them once', () => {
    const back = new BackBuffer(0.5);
    for (let position = 0; position < 20; position += 1) back.push({ tracks: [], position });
    assert.deepEqual(
      back.take().map(({ position }) => position),
      [15, 16, 17, 18, 19],
    );
    assert.deepEqual(back.take(), []);
  });
});

describe('source/banner', () => {
  it('reads what ffmpeg found, wherever its text is cut', () => {
    const said = [
      "[info] Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:/a.m4a':",
      '[info]   Duration: 01:02:03.50, start: 0.000000, bitrate: 70 kb/s',
      '[info]   Stream #0:0[0x1](und): Video: h264, yuv420p, 640x480',
      '[info]   Stream #0:1[0x2](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, stereo, fltp, 64 kb/s (default)',
      '[info] Stream mapping:',
      "[info] Output #0, wav, to 'pipe:1':",
      '[info]   Stream #0:0: Audio: pcm_s16le, 16000 Hz, mono, s16, 256 kb/s',
      '',
    ].join('\n');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: said.length }), (at) => {
        const banner = new Banner();
        banner.push(said.slice(0, at));
        banner.push(said.slice(at));
        assert.ok(banner.isComplete);
        assert.deepEqual(banner.found, { duration: 3723.5, codec: 'aac', sample_rate: 44100, channels: 'stereo' });
      }),
    );
  });

  it('keeps the last complaints, and is bounded', () => {
    const banner = new Banner();
    for (let count = 0; count < 1000; count += 1) banner.push('[tcp @ 0x55aa] [error] first\n[warning] not this\n');
    banner.push('[http @ 0x1] [error] HTTP error 404 Not Found\n[fatal] http://a/: Server returned 404\n');
    assert.equal(banner.complaint, 'HTTP error 404 Not Found; http://a/: Server returned 404');
    banner.push(`[error] ${'x'.repeat(1_000_000)}`);
    banner.push('\n');
    assert.ok(banner.complaint.length <= 300);
  });
});

describe('source/devices', () => {
  it('reads the list of arecord', () => {
    const text = [
      'null\n    Discard all samples',
      'default',
      'plughw:CARD=Mic,DEV=0\n    USB microphone, USB Audio\n    Hardware device with all software conversions',
      'hw:CARD=Mic,DEV=0\n    USB microphone',
      '',
    ].join('\n');
    assert.deepEqual(parseArecord(text), [
      { name: 'default', label: 'default' },
      {
        name: 'plughw:CARD=Mic,DEV=0',
        label: 'USB microphone, USB Audio, Hardware device with all software conversions',
      },
    ]);
  });

  it('reads the lists of ffmpeg on every system', () => {
    const pulse =
      'Auto-detected sources for pulse:\n* alsa_input.usb [USB microphone (mono)] (none)\n  sink.monitor [Monitor]\n';
    assert.deepEqual(parseSources(pulse), [
      { name: 'alsa_input.usb', label: 'USB microphone (mono)' },
      { name: 'sink.monitor', label: 'Monitor' },
    ]);
    const mac = [
      '[AVFoundation indev @ 0x7f] AVFoundation video devices:',
      '[AVFoundation indev @ 0x7f] [0] FaceTime HD Camera',
      '[AVFoundation indev @ 0x7f] AVFoundation audio devices:',
      '[AVFoundation indev @ 0x7f] [0] MacBook Pro Microphone',
    ].join('\n');
    assert.deepEqual(parseAvfoundation(mac), [{ name: 'MacBook Pro Microphone', label: 'MacBook Pro Microphone' }]);
  });
});

describe('source/devices, of DirectShow', () => {
  const CLSID = '@device_cm_{33D9A762-90C8-11D0-BD43-00A0C911CE86}\\wave_';
  const named = (...names: string[]): Device[] => names.map((name) => ({ name, label: name }));

  it('reads the list of ffmpeg 4, with headings', () => {
    const text = [
      '[dshow @ 000001b2c6e0] DirectShow video devices (some may be both video and audio devices)',
      '[dshow @ 000001b2c6e0]  "Integrated Camera"',
      '[dshow @ 000001b2c6e0]     Alternative name "@device_pnp_\\\\?\\usb#vid_04f2&pid_b6d9#{65e8773d}\\global"',
      '[dshow @ 000001b2c6e0] DirectShow audio devices',
      '[dshow @ 000001b2c6e0]  "Microphone Array (Realtek(R) Audio)"',
      `[dshow @ 000001b2c6e0]     Alternative name "${CLSID}{A}"`,
      '[dshow @ 000001b2c6e0]  "Mikrofon (Ger\u00e4t)"',
      `[dshow @ 000001b2c6e0]     Alternative name "${CLSID}{B}"`,
      'dummy: Immediate exit requested',
    ].join('\r\n');
    assert.deepEqual(parseDshow(text), named('Microphone Array (Realtek(R) Audio)', 'Mikrofon (Ger\u00e4t)'));
  });

  it('reads the list of ffmpeg 5 to 8, with kinds', () => {
    const text = [
      '[dshow @ 0000021e] "Integrated Camera" (video)',
      '[dshow @ 0000021e]   Alternative name "@device_pnp_a"',
      '[dshow @ 0000021e] "Cam Link 4K" (audio, video)',
      '[dshow @ 0000021e]   Alternative name "@device_pnp_b"',
      '[dshow @ 0000021e] "OBS Virtual Camera" (none)',
      '[dshow @ 0000021e]   Alternative name "@device_sw_c"',
      '[dshow @ 0000021e] "Microphone (USB Audio Device)" (audio)',
      `[dshow @ 0000021e]   Alternative name "${CLSID}{D}"`,
      '[in#0 @ 0000021f] Error opening input: Immediate exit requested',
      'Error opening input file dummy.',
    ].join('\n');
    assert.deepEqual(parseDshow(text), named('Cam Link 4K', 'Microphone (USB Audio Device)'));
  });

  it('enters a device by its alternative name where its own would find another one', () => {
    const twin = 'Microphone (USB Audio Device)';
    const text = [twin, twin, 'Line: in']
      .flatMap((name, at) => [`[dshow @ 01] "${name}" (audio)`, `[dshow @ 01]   Alternative name "${CLSID}{${at}}"`])
      .join('\r\n');
    assert.deepEqual(parseDshow(text), [
      { name: `${CLSID}{0}`, label: twin },
      { name: `${CLSID}{1}`, label: twin },
      { name: `${CLSID}{2}`, label: 'Line: in' },
    ]);
  });

  it('has the first of the list for a default, which DirectShow has not', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = temporaryFolder();
    try {
      const ffmpeg = join(folder.path, 'ffmpeg');
      writeFileSync(ffmpeg, '#!/bin/sh\necho \'[dshow @ 01] "Camera" (video)\n[dshow @ 01] "Mikrofon" (audio)\' >&2\n');
      chmodSync(ffmpeg, 0o755);
      const programs = (path?: string): Programs => ({ platform: 'win32', hasPulse: false, find: () => path });
      const place = readPlace({ source: 'microphone' });
      assert.equal((await withDevice(place, programs(ffmpeg))).device, 'Mikrofon');
      assert.equal((await withDevice({ ...place, device: 'other' }, programs(ffmpeg))).device, 'other');
      assert.equal((await withDevice(place, programs())).device, '');
      writeFileSync(ffmpeg, '#!/bin/sh\n');
      await assert.rejects(withDevice(place, programs(ffmpeg)), { code: 'device_not_found' });
    } finally {
      folder.remove();
    }
  });
});

describe('source/devices, of AVFoundation', () => {
  for (const [version, prefix, end] of [
    ['3 and 4', '[AVFoundation input device @ 0x7fa]', ': Input/output error'],
    ['5 to 8', '[AVFoundation indev @ 0x600003]', '[in#0 @ 0x6000] Error opening input: Input/output error'],
  ]) {
    it(`reads the list of ffmpeg ${version}`, () => {
      const lines = ['AVFoundation video devices:', '[0] FaceTime HD Camera', '[1] Capture screen 0'];
      const sound = ['AVFoundation audio devices:', '[0] MacBook Pro Microphone', '[1] USB [2] Mic'];
      const text = [...[...lines, ...sound].map((line) => `${prefix} ${line}`), end, ''].join('\n');
      assert.deepEqual(
        parseAvfoundation(text).map(({ name }) => name),
        ['MacBook Pro Microphone', 'USB [2] Mic'],
      );
    });
  }
});

describe('source/file-choice', () => {
  const folder = temporaryFolder();
  const inside = join(folder.path, 'inside');
  const secret = join(folder.path, 'secret.wav');
  mkdirSync(join(inside, 'sub'), { recursive: true });
  for (const file of [
    secret,
    join(inside, 'b.wav'),
    join(inside, 'a.wav'),
    join(inside, '.hidden'),
    join(inside, 'sub/c.wav'),
  ])
    writeFileSync(file, '');
  symlinkSync(secret, join(inside, 'link.wav'));
  after(() => folder.remove());

  const refused = (filename: string, path = inside): Promise<void> =>
    assert.rejects(chooseFiles(path, filename), { code: 'file_not_allowed' }, filename);

  it('plays all files of a folder by their names, but no links out of it', async () => {
    const names = (await chooseFiles(inside)).map((path) => path.slice(inside.length + 1));
    assert.deepEqual(names, ['a.wav', 'b.wav']);
  });

  it('plays all of many files, whatever their names', async () => {
    const many = join(folder.path, 'many');
    mkdirSync(many);
    const names = ['\u97f3\u58f0.wav', "it's; $(x).wav", '-i.wav', '\u{1f399}\ufe0f.mp3'];
    for (let count = 0; count < 1500; count += 1) names.push(`${count}.wav`);
    for (const name of names) writeFileSync(join(many, name), '');
    const chosen = (await chooseFiles(many)).map((path) => path.slice(many.length + 1));
    assert.deepEqual(chosen, names.sort());
    assert.deepEqual(await chooseFiles(many, '-i.wav'), [join(many, '-i.wav')]);
  });

  it('lets messages name files within the folder', async () => {
    assert.deepEqual(await chooseFiles(inside, 'a.wav'), [join(inside, 'a.wav')]);
    assert.deepEqual(await chooseFiles(inside, 'sub/../sub/c.wav'), [join(inside, 'sub/c.wav')]);
    assert.deepEqual(await chooseFiles(inside, join(inside, 'b.wav')), [join(inside, 'b.wav')]);
  });

  it('lets messages name nothing else', async () => {
    for (const filename of [
      '../secret.wav',
      secret,
      'link.wav',
      '..',
      '.',
      'sub',
      '/etc/passwd',
      'sub/../../secret.wav',
    ]) {
      await refused(filename);
    }
    await refused('a.wav', join(inside, 'a.wav'));
    await refused('a.wav', '');
    await assert.rejects(chooseFiles(inside, 'none.wav'), { code: 'file_not_found' });
    await assert.rejects(chooseFiles(inside, 'a\0.wav'), { code: 'file_not_found' });
    await assert.rejects(chooseFiles('/dev/zero'), { code: 'file_not_found' });
  });
});

describe('source/status', () => {
  it('tells hours, minutes and seconds', () => {
    assert.deepEqual([0, 5.9, 65, 3599, 3723, 360_000].map(timeOf), [
      ...['0:00', '0:05', '1:05', '59:59', '1:02:03', '100:00:00'],
    ]);
  });
});
