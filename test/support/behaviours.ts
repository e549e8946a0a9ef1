import type { AddTranscript } from '../../nodes/lib/speech-api/messages';
import type { Behaviour } from '../../dev/scripted-server';

export const SESSION_ID = 'b0a5ac1c-7ea5-4d54-a0b7-6f7e4c0a5d11';

/**
 * A server that does what it should: starts at once, acknowledges every audio message, sends one final when the audio
 * ends. `changes` takes the place of single functions: that is how faults are made.
 */
export function wellBehaved(changes: Partial<Behaviour> = {}): Behaviour {
  return {
    message(connection, message) {
      if (message.message === 'StartRecognition') connection.send({ message: 'RecognitionStarted', id: SESSION_ID });
      if (message.message === 'EndOfStream') {
        connection.send(final('hello world', 0, 1));
        connection.send({ message: 'EndOfTranscript' });
      }
    },
    audio(connection) {
      connection.send({ message: 'AudioAdded', seq_no: connection.audio.length });
    },
    ...changes,
  };
}

/** A well-behaved server, but for what it does when it gets a certain message. */
export function insteadOn(
  name: 'StartRecognition' | 'EndOfStream' | 'SetRecognitionConfig',
  action: (connection: Parameters<Behaviour['message']>[0]) => void,
): Behaviour {
  const normal = wellBehaved();
  return wellBehaved({
    message(connection, message) {
      if (message.message === name) action(connection);
      else normal.message(connection, message);
    },
  });
}

/** A well-behaved server up to its `count`th audio message, on which it does something else, once. */
export function insteadOnAudio(
  count: number,
  action: (connection: Parameters<Behaviour['message']>[0]) => void,
): Behaviour {
  const normal = wellBehaved();
  return wellBehaved({
    audio(connection, data) {
      if (connection.audio.length < count) normal.audio(connection, data);
      if (connection.audio.length === count) action(connection);
    },
  });
}

/** A final whose words are evenly spread over its time, in seconds. */
export function final(text: string, start_time: number, end_time: number): AddTranscript {
  const words = text.split(' ');
  const step = (end_time - start_time) / words.length;
  return {
    message: 'AddTranscript',
    format: '2.9',
    metadata: { start_time, end_time, transcript: `${text} ` },
    results: words.map((content, index) => ({
      type: 'word',
      start_time: start_time + index * step,
      end_time: start_time + (index + 1) * step,
      alternatives: [{ content, confidence: 1 }],
    })),
  };
}
