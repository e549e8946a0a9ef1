/** A node as it is deployed. */
export type FlowNode = Record<string, unknown> & { id: string; type: string; wires?: string[][] };

const PLACE = { z: 'tab', x: 1, y: 1 };

/** Shows the editor one property of each message, or with `true` all of it. */
export function debugNode(id: string, complete: string): FlowNode {
  return { ...PLACE, id, type: 'debug', active: true, tosidebar: true, complete, targetType: 'msg' };
}

/** A property that an Inject node sets; `vt` is the type of the value. */
export interface InjectedProperty {
  p: string;
  v: string;
  vt: 'str' | 'bool' | 'bin';
}

/** An Inject node that sends a message to the transcribe node when it is pressed. */
export function button(id: string, ...props: InjectedProperty[]): FlowNode {
  return { ...PLACE, id, type: 'inject', props, repeat: '', wires: [['transcribe']] };
}

/** A tenth of a second of audio. */
export const PIECE: InjectedProperty = { p: 'payload', v: JSON.stringify(new Array(3200).fill(1)), vt: 'bin' };

/**
 * The node `transcribe` with its appliance. Debug nodes show `words`, names of `events`, the `errors` that reach a Catch
 * node and the topics of the messages that are `completed`; the buttons are `recording` and `finish`.
 */
export function transcribeFlow(appliance: object, settings: object = {}): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    { id: 'appliance', type: 'speechmatics-appliance', name: '', tls: '', headers: '', ...appliance },
    {
      ...PLACE,
      id: 'transcribe',
      type: 'speechmatics-transcribe',
      appliance: 'appliance',
      transcription_config: { language: 'en' },
      audio_format: { type: 'auto' },
      idle: 10,
      queue: 60,
      wires: [['words'], ['events']],
      ...settings,
    },
    debugNode('words', 'payload'),
    debugNode('events', 'event'),
    { ...PLACE, id: 'catch', type: 'catch', scope: ['transcribe'], wires: [['errors']] },
    debugNode('errors', 'error'),
    { ...PLACE, id: 'complete', type: 'complete', scope: ['transcribe'], wires: [['completed']] },
    debugNode('completed', 'topic'),
    button('recording', PIECE, { p: 'complete', v: 'true', vt: 'bool' }, { p: 'topic', v: 'recording', vt: 'str' }),
    button('finish', { p: 'action', v: 'finish', vt: 'str' }),
  ];
}
