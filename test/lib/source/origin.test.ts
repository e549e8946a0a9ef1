import assert from 'node:assert/strict';
import { originOf } from '../../../nodes/lib/source/origin';
import { readPlace } from '../../../nodes/lib/source/source-settings';

describe('source/origin', () => {
  const microphone = (device: string, platform: NodeJS.Platform = 'linux', hasPulse = false): unknown =>
    originOf(readPlace({ source: 'microphone', device }), { platform, hasPulse });

  it('takes the names that devices of ALSA have', () => {
    for (const device of [
      ...[
        '',
        'default',
        'hw:1,0',
        'plughw:CARD=Mic,DEV=0',
        'sysdefault:CARD=USB-2.0_Mic',
        'dsnoop:CARD=seeed2micvoicec,DEV=0',
      ],
      ...['pulse', 'my_file_microphone', 'bluealsa:DEV=00:11:22:AA:BB:CC,PROFILE=sco'],
    ]) {
      assert.deepEqual(microphone(device), { kind: 'microphone', system: 'alsa', device });
    }
  });

  it('takes no name with which ALSA would write a file or run a command', () => {
    for (const device of [
      ...["tee:null,'|touch /tmp/x',raw", 'tee:default,x,raw', 'file:x', 'FILE:x,raw', 'plug:SLAVE=file:x', 'file'],
      ...[
        '{type file file x slave.pcm null}',
        '"file:x"',
        "plug:'tee:null,x,raw'",
        'a|b',
        '../x',
        'a b',
        'a\nb',
        'a\0b',
      ],
    ]) {
      assert.throws(() => microphone(device), { code: 'invalid_setting' }, device);
    }
  });

  it('takes whatever other systems call their devices', () => {
    assert.deepEqual(microphone('Line: in (2)', 'win32'), {
      kind: 'microphone',
      system: 'dshow',
      device: 'Line: in (2)',
    });
    assert.deepEqual(microphone('usb mic', 'linux', true), { kind: 'microphone', system: 'pulse', device: 'usb mic' });
  });
});
