import type { Node, NodeMessage } from 'node-red';
import type { FlowNode } from '../../../../dev/deployed-flow';
import { AUDIO_FORMAT } from '../audio';
import { onSink } from './bench-nodes';
import { deferred } from '../deferred';
import type { BenchClient, BenchStream, OnText, OpenClient } from './client';
import { runFlow } from './embedded-node-red';

const PLACE = { z: 'tab', x: 1, y: 1 };
const START = {
  message: 'StartRecognition',
  audio_format: AUDIO_FORMAT,
  transcription_config: { language: 'en', enable_partials: true },
};

/** The function of a user who implements the protocol in a flow. */
const SPELL = `
const { message, results } = msg.payload;
if (message === 'AddTranscript' || message === 'AddPartialTranscript') {
  msg.partial = message === 'AddPartialTranscript';
  msg.payload = results.map(({ alternatives }) => alternatives[0].content).join(' ');
  return msg;
}
if (message === 'RecognitionStarted' || message === 'EndOfTranscript') return { event: message };
`;

/** A flow of core nodes: websocket out; websocket in, json, function. One connection per stream, no recovery. */
class CoreNodesClient implements BenchClient {
  constructor(private readonly sources: readonly Node[]) {}

  async open(count: number, onText: OnText): Promise<BenchStream[]> {
    const running = deferred();
    const ended = deferred();
    const seen = { RecognitionStarted: 0, EndOfTranscript: 0 };
    onSink((message: NodeMessage & { partial?: boolean; event?: keyof typeof seen }) => {
      const { event, partial, payload } = message;
      if (partial !== undefined) onText(payload as string, partial ? 'partial' : 'final');
      if (event !== undefined) seen[event] += 1;
      if (event === 'RecognitionStarted' && seen[event] === count) running.resolve();
      if (event === 'EndOfTranscript' && seen[event] === count) ended.resolve();
    });
    const sources = this.sources.slice(0, count);
    for (const source of sources) source.send({ payload: JSON.stringify(START) });
    await running.promise;
    return sources.map((source) => {
      let pieces = 0;
      return {
        write: (payload) => {
          pieces += 1;
          source.send({ payload });
        },
        finish: () => {
          source.send({ payload: JSON.stringify({ message: 'EndOfStream', last_seq_no: pieces }) });
          return ended.promise;
        },
      };
    });
  }
}

/** The configuration node of a connection. */
interface Client extends NodeJS.EventEmitter {
  server: { readyState: number };
}

async function connected(client: Client): Promise<void> {
  if (client.server.readyState !== 1) await new Promise<void>((opened) => client.once('opened', () => opened()));
}

function flowOf(url: string, streams: number): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'bench' },
    { ...PLACE, id: 'json', type: 'json', property: 'payload', action: 'obj', wires: [['spell']] },
    { ...PLACE, id: 'spell', type: 'function', func: SPELL, outputs: 1, wires: [['sink']] },
    { ...PLACE, id: 'sink', type: 'bench-sink', wires: [] },
    ...Array.from({ length: streams }, (_, index) => [
      { id: `client-${index}`, type: 'websocket-client', path: url, wholemsg: 'false' },
      { ...PLACE, id: `source-${index}`, type: 'bench-source', wires: [[`out-${index}`]] },
      { ...PLACE, id: `out-${index}`, type: 'websocket out', client: `client-${index}`, wires: [] },
      { ...PLACE, id: `in-${index}`, type: 'websocket in', client: `client-${index}`, wires: [['json']] },
    ]).flat(),
  ];
}

export const openClient: OpenClient = async (url, most) => {
  const find = await runFlow(flowOf(url, most));
  const indexes = Array.from({ length: most }, (_, index) => index);
  await Promise.all(indexes.map((index) => connected(find(`client-${index}`) as Client)));
  return new CoreNodesClient(indexes.map((index) => find(`source-${index}`) as Node));
};
