import type { FlowMessage } from '../message/flow-message';
import type { AudioHold } from '../message/audio-hold';

/** `msg.parts` of a recording that is sent as fast as it is consumed. */
export interface RecordingPart {
  id: string;
  index: number;
  hold: AudioHold;
}

/** A message with 16-bit mono samples. */
export function audioMessage(payload: Buffer, rate: number, topic: string, part?: RecordingPart): FlowMessage {
  const message = { ...base(rate, topic), payload };
  if (!part) return message;
  const { id, index, hold } = part;
  return { ...message, parts: { id, type: 'buffer', index }, audio_hold: hold };
}

/** The message that ends a stream. */
export function endMessage(
  rate: number,
  topic: string,
  part?: { id: string; index: number; count: number },
): FlowMessage {
  const end = { ...base(rate, topic), payload: Buffer.alloc(0), complete: true };
  return part ? { ...end, parts: { ...part, type: 'buffer' } } : end;
}

/** A message of the second output. */
export function eventMessage(event: string, payload: object, topic: string): FlowMessage {
  return { event, payload, ...(topic !== '' && { topic }) };
}

function base(rate: number, topic: string): FlowMessage {
  const audio_format = { type: 'raw', encoding: 'pcm_s16le', sample_rate: rate };
  return { audio_format, ...(topic !== '' && { topic }) };
}
