import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import helper = require('node-red-node-test-helper');
import appliance = require('../../nodes/appliance');
import transcribe = require('../../nodes/transcribe');
import { SpeechApiServer } from '../../nodes/lib/built-in/server/speech-api-server';
import { transcribeFlow } from '../../dev/deployed-flow';
import { readPcm, recordingNamed } from '../../dev/recordings';
import { temporaryFolder } from '../../dev/temporary-folder';
import { wavFile } from '../../dev/wav-file';
import { Collector, type Message } from '../support/flow';
import { ScriptedRecogniser } from '../support/scripted-recogniser';
import { AUDIO, WORDS } from '../support/speech-api';

export type NodeModule = (RED: never) => void;

/** Bytes that are no text. */
export const SPEECH = readPcm(recordingNamed('austen-0880')).subarray(16000, 17000);

/** A core node of Node-RED. */
export function core(path: string): NodeModule {
  return createRequire(__filename)(`@node-red/nodes/core/${path}`) as NodeModule;
}

/** The transcribe node behind core nodes of Node-RED, with the built-in server, made anew for each test. */
export class CoreNodeFlow {
  private holder!: ReturnType<typeof temporaryFolder>;
  private server!: SpeechApiServer;

  /** Sets it up before the tests of a suite, and takes it down after them. */
  constructor() {
    before((done) => {
      helper.init(require.resolve('node-red'));
      helper.startServer(done);
    });
    after((done) => {
      helper.stopServer(done);
    });
    beforeEach(async () => {
      this.server = await SpeechApiServer.listen(new ScriptedRecogniser(WORDS));
      this.holder = temporaryFolder();
      writeFileSync(join(this.folder, 'speech.wav'), wavFile(AUDIO));
      writeFileSync(join(this.folder, 'speech.raw'), AUDIO);
    });
    afterEach(async () => {
      await helper.getNode('transcribe').close(true);
      await helper.unload();
      await this.server.close();
      this.holder.remove();
    });
  }

  /** Path of a folder that holds `speech.wav` and `speech.raw`. */
  get folder(): string {
    return this.holder.path;
  }

  /** What comes of it: the texts up to the end of the transcript, or the first error. */
  async load(modules: NodeModule[], nodes: object[], start: () => void | Promise<void>): Promise<string> {
    const place = { z: 'tab', x: 1, y: 1 };
    const settings = { idle: 0.5, wires: [['transcripts'], ['events']] };
    const [tab, ...transcribing] = transcribeFlow({ server: 'url', url: this.server.url }, settings).slice(0, 3);
    const flow = [
      tab,
      ...nodes.map((node) => ({ ...place, ...node })),
      ...transcribing,
      { ...place, id: 'catch', type: 'catch', scope: ['transcribe'], wires: [['errors']] },
      ...['transcripts', 'events', 'errors'].map((id) => ({ ...place, id, type: 'helper' })),
    ];
    await helper.load([appliance, transcribe, ...modules] as never, flow as never);
    const transcripts = new Collector('transcripts');
    const events = new Collector('events');
    const errors = new Collector('errors');
    await start();
    const error = errors.find(() => true).then((message) => String((message.error as { message: string }).message));
    const end = events
      .find(({ event }) => event === 'end_of_transcript')
      .then(() => transcripts.messages.map(({ payload }) => payload).join(' '));
    return Promise.race([error, end]);
  }

  /** Gives a message to the node `source`. */
  receive(message: object): void {
    helper.getNode('source').receive(message as Message);
  }
}
