import fc from 'fast-check';
import type { ServerMessage } from '../../nodes/lib/speech-api/messages';
import { final } from './behaviours';

const word = {
  type: 'entity',
  start_time: 0.1,
  end_time: 0.4,
  attaches_to: 'none',
  is_eos: false,
  volume: 50,
  entity_class: 'date',
  score: 0.5,
  channel: 'left',
  alternatives: [
    {
      content: 'one',
      confidence: 1,
      language: 'en',
      speaker: 'S1',
      tags: ['profanity'],
      display: { direction: 'ltr' },
    },
    { content: 'two' },
  ],
  spoken_form: [{ type: 'word', start_time: 0.1, end_time: 0.4, alternatives: [{ content: 'one' }] }],
  written_form: [{ type: 'word', start_time: 0.1, end_time: 0.4, alternatives: [{ content: '1' }] }],
};
const transcript = { ...final('so far', 0, 0.4), results: [word, word], channel: 'left', forced: true };
const translation = { language: 'de', results: [{ content: 'eins', start_time: 0, end_time: 0.4, speaker: 'S1' }] };

/** A valid message of every name that a server may use, with every field that it may have. */
export const fullMessages: { [Name in ServerMessage['message']]: object } = {
  RecognitionStarted: {
    id: 'x',
    orchestrator_version: '1',
    language_pack_info: {
      word_delimiter: ' ',
      language_description: 'English',
      writing_direction: 'left-to-right',
      itn: true,
      adapted: false,
    },
    channel_ids: ['left'],
    channels: ['left'],
  },
  AudioAdded: { seq_no: 1 },
  ChannelAudioAdded: { channel: 'left', seq_no: 1 },
  AddPartialTranscript: transcript,
  AddTranscript: transcript,
  EndOfUtterance: { metadata: { start_time: 0.4, end_time: 0.4 }, channel: 'left', forced: true },
  AddPartialTranslation: translation,
  AddTranslation: translation,
  AudioEventStarted: { event: { type: 'music', start_time: 0.1, confidence: 1 }, channel: 'left' },
  AudioEventEnded: { event: { type: 'music', end_time: 0.2 }, channel: 'left' },
  SpeakersResult: { speakers: [{ label: 'S1', speaker_identifiers: ['x'] }] },
  EndOfTranscript: {},
  Info: { type: 'concurrent_session_usage', reason: 'x', code: 1, seq_no: 1, usage: 1, quota: 2, quality: 'x' },
  Warning: { type: 'duration_limit_exceeded', reason: 'x', code: 1, seq_no: 1, duration_limit: 1 },
  Error: { type: 'job_error', reason: 'x', code: 1, seq_no: 1 },
};

/** Stand for JSON that objects can't hold, or only slowly. */
const PLACEHOLDERS: Record<string, string> = {
  '@deep': '['.repeat(5000) + ']'.repeat(5000),
  '@deep objects': '{"a":'.repeat(5000) + '1' + '}'.repeat(5000),
  '@huge': JSON.stringify('x'.repeat(100_000)),
  '@infinite': '1e999',
};

const anything = fc.oneof(
  fc.constantFrom<unknown[]>(null, [], {}, '', 0, -1, 1e300, true, [null], [[]], [{}], ...Object.keys(PLACEHOLDERS)),
  fc.jsonValue(),
);

/** The places in a value, as paths of keys. */
function pathsIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) => [[key], ...pathsIn(field).map((path) => [key, ...path])]);
}

/** A copy with another value at a place; undefined takes the field away. */
function changed(value: unknown, [key, ...rest]: string[], to: unknown): unknown {
  if (key === undefined) return to;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
  const field = changed(copy[key], rest, to);
  if (field === undefined) delete copy[key];
  else copy[key] = field;
  return copy;
}

function asText(message: object): string {
  return Object.entries(PLACEHOLDERS).reduce(
    (text, [name, json]) => text.replaceAll(JSON.stringify(name), json),
    JSON.stringify(message),
  );
}

/** Frames of a server that fills in anything: messages with one field changed or added, with any fields, and no messages. */
export function hostileFrames(names: readonly ServerMessage['message'][]): fc.Arbitrary<string> {
  const mutated = fc.constantFrom(...names).chain((name) => {
    const full = { message: name, ...fullMessages[name] };
    const places = fc.constantFrom(...pathsIn(full).filter(([key]) => key !== 'message'), ['extra']);
    return fc
      .tuple(places, fc.option(anything, { nil: undefined }))
      .map(([path, to]) => changed(full, path, to) as object);
  });
  const arbitrary = fc
    .tuple(
      fc.constantFrom(...names),
      fc.dictionary(fc.constantFrom('metadata', 'results', 'event', 'type', 'reason', '__proto__', 'x'), anything),
    )
    .map(([message, fields]) => ({ ...fields, message }));
  const unknown = fc
    .dictionary(fc.string(), anything)
    .map((fields) => ({ ...fields, message: `X${fc.stringify(fields)}` }));
  return fc.oneof(mutated.map(asText), mutated.map(asText), arbitrary.map(asText), unknown.map(asText), fc.string());
}
