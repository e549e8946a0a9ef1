import { debugNode, type FlowNode } from '../../../dev/deployed-flow';
import type { NodeRed } from '../../../dev/node-red';

const PLACE = { z: 'tab', x: 1, y: 1 };

/** The result of a recording. */
export interface Outcome {
  /** Seconds sent, as reported by the source. */
  seconds: number;
  finals: number;
  /** Number of error events of the source. */
  troubles: number;
}

/** A button, an audio source that plays a file, transcribe, and a counter of finals. */
export function enduranceFlow(path: string, pace: 'real' | 'fast', url: string): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'endurance' },
    { id: 'appliance', type: 'speechmatics-appliance', name: '', server: 'url', url, tls: '', headers: '' },
    { ...PLACE, id: 'button', type: 'inject', props: [], repeat: '', wires: [['source']] },
    {
      ...{ ...PLACE, id: 'source', type: 'speechmatics-audio-source', source: 'file', path, pace, start: 'message' },
      wires: [['transcribe'], ['source-events']],
    },
    {
      ...{ ...PLACE, id: 'transcribe', type: 'speechmatics-transcribe', appliance: 'appliance' },
      ...{ transcription_config: { language: 'en', enable_partials: true }, audio_format: { type: 'auto' } },
      wires: [['finals'], ['finals']],
    },
    {
      ...{ ...PLACE, id: 'finals', type: 'function', outputs: 1, noerr: 0, libs: [], wires: [['count']] },
      func: `if (msg.event === 'end_of_transcript') return { count: context.get('count') };
        if (msg.partial === false) context.set('count', (context.get('count') ?? 0) + 1);`,
    },
    debugNode('count', 'count'),
    debugNode('source-events', 'true'),
  ];
}

/** Presses the button. */
export function playFrom(nodeRed: NodeRed): Promise<void> {
  return nodeRed.inject('button');
}

/** Resolves when the source and transcribe have both ended. */
export async function hasEnded(nodeRed: NodeRed): Promise<Outcome> {
  await nodeRed.waitFor(({ topic, data }) => topic === 'debug' && data.id === 'count');
  const events = nodeRed.debugOutput('source-events').map((text) => JSON.parse(String(text)) as SourceEvent);
  const [counted] = nodeRed.debugOutput('count');
  return {
    seconds: events.at(-1)?.payload.seconds ?? 0,
    finals: Number(counted),
    troubles: events.filter(({ event }) => !['started', 'position', 'ended'].includes(event)).length,
  };
}

interface SourceEvent {
  event: string;
  payload: { seconds?: number };
}
