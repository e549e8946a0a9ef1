import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireProgram } from '../../../dev/programs';
import { readPcm } from '../../../dev/recordings';
import { isHeard, RealSources, RECORDING } from '../../support/real-sources';

describe('source, of a microphone', function () {
  this.timeout(60_000);
  const real = new RealSources();

  describe('hears a microphone', () => {
    const configuration = join(real.folder.path, 'asound.conf');
    const inherited = process.env.ALSA_CONFIG_PATH;
    beforeEach(() => {
      const raw = join(real.folder.path, 'microphone.raw');
      writeFileSync(raw, Buffer.concat([readPcm(RECORDING), Buffer.alloc(320_000)]));
      const plugin = `type file slave.pcm { type null } file /dev/null infile ${JSON.stringify(raw)} format raw`;
      const plug = 'type plug slave { pcm recording rate 16000 format S16_LE channels 1 }';
      writeFileSync(configuration, `pcm.recording { ${plugin} }\npcm.!default { ${plug} }\n`);
      process.env.ALSA_CONFIG_PATH = configuration;
    });
    afterEach(() => {
      if (inherited === undefined) delete process.env.ALSA_CONFIG_PATH;
      else process.env.ALSA_CONFIG_PATH = inherited;
    });

    for (const [engine, missing] of [
      ['ffmpeg', []],
      ['arecord', ['ffmpeg']],
      ['sox', ['ffmpeg', 'arecord']],
    ] as const) {
      it(`by ${engine}`, async function () {
        requireProgram(this, engine);
        const source = real.hear({ source: 'microphone', system: 'alsa' }, [...missing]);
        await source.heard(3);
        assert.equal(((await source.event('started')).payload as { engine: string }).engine, engine);
        await source.close();
        isHeard(source);
      });
    }
  });
});
