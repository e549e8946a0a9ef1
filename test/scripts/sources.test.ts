import assert from 'node:assert/strict';
import { startBroker } from '../../dev/broker';
import { startAppliance } from '../../scripts/check/sources/appliance-process';
import { brokerNodes, mqttIn } from '../../scripts/check/sources/core-nodes';
import { fileIn, node, press } from '../../scripts/check/sources/source';
import { SourceBench, WORD_ERROR_LIMIT } from '../../scripts/check/sources/source-bench';
import { debugNode } from '../../dev/deployed-flow';
import { NodeRed } from '../../dev/node-red';
import { requireProgram } from '../../dev/programs';
import { recordingNamed } from '../../dev/recordings';
import { temporaryFolder } from '../../dev/temporary-folder';
import { wordErrorRate } from '../../dev/word-error-rate';

describe('sources of a real Node-RED, on the built-in appliance', function () {
  this.timeout(300_000);

  describe('give the same bytes to the server, and the text of the recording:', () => {
    let bench: SourceBench;
    before(async () => {
      bench = await SourceBench.start();
    });
    after(() => bench?.close());

    // Those of the audio source play in real time: they are for the script.
    async function playAll(needs?: 'ffmpeg'): Promise<void> {
      const sources = bench.sources.filter(
        (source) => source.name !== 'audio source' && source.needs?.join() === needs,
      );
      assert.ok(sources.length > 0);
      for (const source of sources) {
        const { text, exact, wordErrorRate: rate } = await bench.play(source);
        const title = `${source.name}: ${source.shape}`;
        assert.notEqual(exact, false, `${title}: other bytes`);
        assert.ok(rate <= WORD_ERROR_LIMIT, `${title}: ${text}`);
      }
    }

    it('core nodes, shapes of messages, and containers', () => playAll());

    it('what needs ffmpeg', async function () {
      requireProgram(this, 'ffmpeg');
      await playAll('ffmpeg');
    });
  });

  it('three rooms at once over MQTT, told apart by topic, share two sessions, and none is lost or mixed', async () => {
    const rooms = ['austen-0890', 'austen-0920', 'austen-0930'].map(recordingNamed);
    const folder = temporaryFolder();
    const broker = await startBroker();
    const appliance = await startAppliance(2);
    const nodeRed = await NodeRed.startFromSources(folder.path, [
      { id: 'tab', type: 'tab', label: 'rooms' },
      {
        id: 'appliance',
        type: 'speechmatics-appliance',
        server: 'url',
        url: appliance.url,
        tls: '',
        headers: '',
        sessions: '',
      },
      ...brokerNodes('rooms', broker.port),
      ...rooms.flatMap(({ name, path }) => [
        ...fileIn(name, path, 'stream', `${name}-out`),
        node(`${name}-out`, 'mqtt out', {
          topic: `rooms/${name}`,
          qos: '1',
          retain: '',
          broker: 'rooms-broker',
          wires: [],
        }),
      ]),
      mqttIn('rooms', 'rooms/+', 'transcribe'),
      node('transcribe', 'speechmatics-transcribe', {
        appliance: 'appliance',
        transcription_config: { language: 'en', operating_point: 'enhanced' },
        audio_format: { type: 'auto' },
        streams: 'topic',
        wires: [['words'], ['events']],
      }),
      ...['words', 'events'].flatMap((id) => [
        node(id, 'function', {
          func: 'return { payload: `${msg.topic} ${msg.event ?? msg.payload}` };',
          outputs: 1,
          noerr: 0,
          libs: [],
          wires: [[`${id}-shown`]],
        }),
        debugNode(`${id}-shown`, 'payload'),
      ]),
    ]);
    try {
      await nodeRed.waitForStatus('rooms-in', /connected/);
      await Promise.all(rooms.map(({ name }) => press(nodeRed, name)));
      for (const { name, text } of rooms) {
        const topic = `rooms/${name}`;
        await nodeRed.waitFor(({ data }) => data.id === 'events-shown' && data.msg === `${topic} end_of_transcript`);
        const shown = nodeRed.debugOutput('words-shown') as string[];
        const words = shown.filter((line) => line.startsWith(topic)).map((line) => line.slice(topic.length));
        assert.ok(wordErrorRate(text, words.join('')) <= WORD_ERROR_LIMIT, `${name}: ${words.join('')}`);
      }
    } finally {
      await nodeRed.stop();
      await appliance.stop();
      await broker.close();
      folder.remove();
    }
  });
});
