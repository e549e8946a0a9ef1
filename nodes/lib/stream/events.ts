import type {
  AddPartialTranscript,
  AddPartialTranslation,
  AddTranscript,
  AddTranslation,
  AudioAdded,
  ChannelAudioAdded,
  ErrorMessage,
  ServerMessage,
} from '../speech-api/messages';

/** Something that happened to a stream besides its text. `name` is in snake case. */
export interface StreamEvent {
  name: string;
  data: Record<string, unknown>;
}

/** The server messages that are news of their own; the others become text, progress or errors. */
export type EventMessage = Exclude<
  ServerMessage,
  | AddTranscript
  | AddPartialTranscript
  | AddTranslation
  | AddPartialTranslation
  | AudioAdded
  | ChannelAudioAdded
  | ErrorMessage
>;

/**
 * A server's message as an event: its name in snake case, its fields as data, times on the stream's clock.
 *
 * @param shift seconds from the session's clock to the stream's
 */
export function eventOf(message: EventMessage | { message: string }, shift: number): StreamEvent {
  const { message: wireName, ...data } = message;
  const name = wireName.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
  const { metadata, event } = data as { metadata?: object; event?: object };
  return {
    name,
    data: {
      ...data,
      ...(metadata && { metadata: shiftTimes(metadata, shift) }),
      ...(event && { event: shiftTimes(event, shift) }),
    },
  };
}

function shiftTimes(times: object, shift: number): object {
  return Object.fromEntries(
    Object.entries(times).map(([key, value]) => [
      key,
      key.endsWith('_time') ? Number(value) + shift : (value as unknown),
    ]),
  );
}
