import assert from 'node:assert/strict';
import { CodedError } from '../../../nodes/lib/errors/coded-error';
import { readAddress } from '../../../nodes/lib/source/address';
import { chooseEngine } from '../../../nodes/lib/source/engine';
import type { Origin } from '../../../nodes/lib/source/origin';
import type { Programs } from '../../../nodes/lib/source/programs';

const WANTED = { rate: 16_000, isMixed: true };
const MICROPHONE: Origin = { kind: 'microphone', system: 'alsa', device: '' };
const FILE: Origin = { kind: 'file', path: '/a.mp3' };
const URL_: Origin = { kind: 'url', address: readAddress('url', 'http://a/b.mp3'), listen: false };
const CAMERA: Origin = { kind: 'rtsp', address: readAddress('rtsp', 'rtsp://a/b'), listen: false };

function installed(...names: string[]): Programs {
  const find = (name: string): string | undefined => (names.includes(name) ? `/usr/bin/${name}` : undefined);
  return { platform: 'linux', hasPulse: false, find };
}

describe('source/engine', () => {
  const choices: [string, Origin, string[], string][] = [
    ['ffmpeg for everything', CAMERA, ['ffmpeg', 'arecord'], 'ffmpeg'],
    ['ffmpeg for a microphone', MICROPHONE, ['ffmpeg', 'arecord'], 'ffmpeg'],
    ['arecord without ffmpeg', MICROPHONE, ['arecord', 'sox'], 'arecord'],
    ['sox without both', MICROPHONE, ['sox'], 'sox'],
    ['sox for a device of PulseAudio', { ...MICROPHONE, system: 'pulse', device: 'usb' }, ['arecord', 'sox'], 'sox'],
    ['arecord for the default one of PulseAudio', { ...MICROPHONE, system: 'pulse' }, ['arecord'], 'arecord'],
    ['the decoder for files', FILE, ['arecord'], 'decoder'],
    ['the decoder for URLs', URL_, [], 'decoder'],
  ];
  for (const [name, origin, programs, engine] of choices) {
    it(`is ${name}`, () => {
      const plan = chooseEngine(origin, WANTED, installed(...programs));
      assert.equal(plan.type === 'process' ? plan.engine : plan.type, engine);
    });
  }

  const missing: [string, Origin, typeof WANTED, string[], string][] = [
    ['a camera', CAMERA, WANTED, ['arecord', 'sox'], ''],
    ['a microphone without a recorder', MICROPHONE, WANTED, [], ''],
    ['channels of a file', FILE, { ...WANTED, isMixed: false }, [], ''],
    ['another rate', FILE, { ...WANTED, rate: 8000 }, [], ''],
    ['the program that is named', FILE, WANTED, ['ffmpeg'], '/opt/ffmpeg'],
  ];
  for (const [name, origin, wanted, programs, ffmpeg] of missing) {
    it(`says how to install ffmpeg for ${name}`, () => {
      assert.throws(
        () => chooseEngine(origin, wanted, installed(...programs), ffmpeg),
        (error) => {
          assert.ok(error instanceof CodedError);
          assert.deepEqual([error.code, error.retryable], ['ffmpeg_missing', false]);
          for (const system of ['Debian', 'Alpine', 'Docker', 'Home Assistant', 'macOS', 'Windows']) {
            assert.ok(error.message.includes(system), system);
          }
          return true;
        },
      );
    });
  }

  it('hides what the arguments of a user keep secret', () => {
    const list = [
      '-headers',
      'Authorization: Bearer abc123def',
      '-passphrase',
      'open sesame',
      '-i',
      'srt://a:1?k=hidden1',
    ];
    const plan = chooseEngine({ kind: 'ffmpeg', arguments: list }, WANTED, installed('ffmpeg'));
    assert.ok(plan.type === 'process');
    const said = plan.hide("bad 'abc123def', open sesame, srt://a:1?k=hidden1: refused");
    assert.doesNotMatch(said, /abc123|sesame|hidden1/);
    assert.match(said, /refused$/);
  });

  it('records two channels where they are kept apart', () => {
    const plan = chooseEngine(MICROPHONE, { ...WANTED, isMixed: false }, installed('arecord'));
    assert.ok(plan.type === 'process' && plan.channels === 2 && plan.arguments.join(' ').includes('-c 2'));
  });
});
