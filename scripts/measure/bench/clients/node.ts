import type { Node, NodeMessage } from 'node-red';
import type { FlowNode } from '../../../../dev/deployed-flow';
import { AUDIO_FORMAT } from '../audio';
import { onSink } from './bench-nodes';
import { deferred } from '../deferred';
import type { BenchClient, BenchStream, OnText, OpenClient } from './client';
import { runFlow } from './embedded-node-red';

const PLACE = { z: 'tab', x: 1, y: 1 };

/** The transcribe node in a flow, with one stream for each topic. */
class NodeClient implements BenchClient {
  private opened = 0;

  constructor(private readonly source: Node) {}

  async open(count: number, onText: OnText): Promise<BenchStream[]> {
    const { source } = this;
    const topics = Array.from({ length: count }, (_, index) => `room ${this.opened + index}`);
    this.opened += count;
    const ended = new Map(topics.map((topic) => [topic, deferred()]));
    const running = deferred();
    let started = 0;
    onSink((message: NodeMessage & { partial?: boolean; event?: string }) => {
      const { topic = '', event, partial, payload } = message;
      if (partial !== undefined) onText(payload as string, partial ? 'partial' : 'final');
      if (event === 'recognition_started' && (started += 1) === count) running.resolve();
      if (event === 'metrics') ended.get(topic)?.resolve();
    });
    const send = (topic: string, message: object): void => source.send({ topic, ...message });
    for (const topic of topics) send(topic, { action: 'start' });
    await running.promise;
    return topics.map((topic) => ({
      write: (payload) => send(topic, { payload }),
      writeRecording: (payload) => send(topic, { payload, complete: true }),
      finish: () => {
        send(topic, { action: 'finish' });
        return ended.get(topic)!.promise;
      },
    }));
  }
}

function flowOf(url: string): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'bench' },
    { id: 'appliance', type: 'speechmatics-appliance', name: '', server: 'url', url, tls: '', headers: '' },
    { ...PLACE, id: 'source', type: 'bench-source', wires: [['transcribe']] },
    {
      ...PLACE,
      id: 'transcribe',
      type: 'speechmatics-transcribe',
      appliance: 'appliance',
      transcription_config: { language: 'en', enable_partials: true },
      audio_format: AUDIO_FORMAT,
      streams: 'topic',
      idle: 10,
      queue: 60,
      wires: [['sink'], ['sink'], []],
    },
    { ...PLACE, id: 'sink', type: 'bench-sink', wires: [] },
  ];
}

export const openClient: OpenClient = async (url) => {
  const find = await runFlow(flowOf(url));
  return new NodeClient(find('source') as Node);
};
