import { startAppliance } from './appliance-process';
import { debugNode, type FlowNode } from '../../../dev/deployed-flow';
import { NodeRed } from '../../../dev/node-red';
import { temporaryFolder } from '../../../dev/temporary-folder';
import { wordErrorRate } from '../../../dev/word-error-rate';
import { startBroker, type Broker } from '../../../dev/broker';
import { audioSources, soundEnvironment } from './audio-sources';
import { containers } from './containers';
import { coreNodes } from './core-nodes';
import { framedProtocols } from './framed';
import { shapesOfMessages } from './shapes';
import { node, RECORDING, type Source, type Track } from './source';
import { WireTap } from './wire-tap';

/** Permitted word error rate: compressed audio is recognised less well. */
export const WORD_ERROR_LIMIT = 0.1;

/** The result of a source. */
export interface Heard {
  text: string;
  /** 0 to 1 and above. */
  wordErrorRate: number;
  /** Whether the bytes on the wire are as expected, except for silence at the end; undefined if the bytes are unknown. */
  exact: boolean | undefined;
}

/** A Node-RED with a flow for each source, in front of the built-in appliance, with a wire tap between them. */
export class SourceBench {
  private constructor(
    readonly sources: readonly Source[],
    private readonly nodeRed: NodeRed,
    private readonly tap: WireTap,
    private readonly stop: () => Promise<void>,
  ) {}

  static async start(): Promise<SourceBench> {
    const { default: getPort } = await import('get-port');
    const folder = temporaryFolder();
    const broker: Broker = await startBroker();
    const appliance = await startAppliance();
    const tap = await WireTap.listen(appliance.url);
    const ports = {
      udp: await getPort(),
      tcp: await getPort(),
      audioSocket: await getPort(),
      wyoming: await getPort(),
      rtp: await getPort(),
    };
    const sources = [
      ...coreNodes({ folder: folder.path, broker, ports }),
      ...framedProtocols({ folder: folder.path, broker, ports }),
      ...shapesOfMessages({ folder: folder.path, broker, ports }),
      ...containers,
      ...(await audioSources(folder.path)),
    ];
    Object.assign(process.env, soundEnvironment(folder.path));
    const nodeRed = await NodeRed.startFromSources(folder.path, flowOf(sources, tap.url));
    return new SourceBench(sources, nodeRed, tap, async () => {
      await nodeRed.stop();
      await tap.close();
      await appliance.stop();
      await broker.close();
      folder.remove();
    });
  }

  /** Plays one source to its end. */
  async play(source: Source): Promise<Heard> {
    const id = idOf(this.sources.indexOf(source));
    const before = this.tap.sessions.length;
    const tracks = tracksOf(source);
    const cleanUp = await source.play(this.nodeRed, id);
    for (const { name } of tracks) await this.ended(`${id}-events${name}`);
    cleanUp?.();
    const texts = tracks.map(({ name }) => this.nodeRed.debugOutput(`${id}-words${name}`).join(' '));
    const sessions = this.tap.sessions.slice(before).map(({ audio }) => Buffer.concat(audio));
    // A source with one track may have several sessions.
    const sent = tracks.length === 1 ? [Buffer.concat(sessions)] : sessions;
    return {
      text: texts.join(' / '),
      wordErrorRate: Math.max(...tracks.map(({ text }, at) => wordErrorRate(text, texts[at]!))),
      exact: tracks.some(({ wire }) => wire)
        ? tracks.every(({ wire }, at) => !wire || isExact(sent[at] ?? Buffer.alloc(0), wire))
        : undefined,
    };
  }

  private ended(eventsId: string): Promise<unknown> {
    return this.nodeRed.waitFor(
      ({ topic, data }) => topic === 'debug' && data.id === eventsId && data.msg === 'end_of_transcript',
    );
  }

  close(): Promise<void> {
    return this.stop();
  }
}

function tracksOf({ tracks, wire }: Source): readonly (Omit<Track, 'wire'> & { wire?: Buffer })[] {
  return tracks ?? [{ name: '', wire, text: RECORDING.text }];
}

/** Ignores trailing silence: the pause before the end of a source is filled with it. */
function isExact(bytes: Buffer, wire: Buffer): boolean {
  return bytes.subarray(0, wire.length).equals(wire) && bytes.subarray(wire.length).every((byte) => byte === 0);
}

function idOf(index: number): string {
  return `source-${index}`;
}

function flowOf(sources: readonly Source[], url: string): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'sources' },
    {
      id: 'appliance',
      type: 'speechmatics-appliance',
      name: '',
      server: 'url',
      url,
      tls: '',
      headers: '',
      sessions: '',
    },
    ...sources.flatMap((source, index) => {
      const id = idOf(index);
      return [
        ...source.nodes(id),
        node(id, 'speechmatics-transcribe', {
          appliance: source.builtIn ? '' : 'appliance',
          transcription_config: { language: 'en', operating_point: 'enhanced' },
          audio_format: { type: 'auto' },
          ...source.settings,
          wires: [[`${id}-words`], [`${id}-events`]],
        }),
        ...shown(`${id}-words`, 'payload', source),
        ...shown(`${id}-events`, 'event', source),
      ];
    }),
  ];
}

/** Shows a property of the messages to `id`, by track. */
function shown(id: string, property: string, { tracks }: Source): FlowNode[] {
  if (!tracks) return [debugNode(id, property)];
  const rules = tracks.map(({ name }) => ({ t: 'eq', v: name, vt: 'str' }));
  const wires = tracks.map(({ name }) => [`${id}${name}`]);
  return [
    node(id, 'switch', {
      property: 'track',
      propertyType: 'msg',
      rules,
      checkall: 'true',
      outputs: rules.length,
      wires,
    }),
    ...tracks.map(({ name }) => debugNode(`${id}${name}`, property)),
  ];
}
