/** Properties that these nodes read or set themselves: carried on, they would steer the next node, or this one again. */
const OWN = new Set([
  'payload',
  'parts',
  'complete',
  'action',
  'reset',
  'event',
  'status',
  'filename',
  'error',
  '_msgid',
  'audio_format',
  'rate',
  'sample_rate',
  'sampleRate',
  'bitDepth',
  'bit_depth',
  'byteOrder',
  'byte_order',
  'endian',
  'endianness',
  'interim',
  'bits',
  'width',
  'channels',
  'encoding',
  'format',
  'transcription_config',
  'translation_config',
  'audio_events_config',
  'partial',
  'transcript',
  'stream',
  'speechmatics',
]);

/** A request can be answered once, so only a recording that is the whole stream may carry it. */
const REQUEST = new Set(['req', 'res']);

/** What the message that opens a stream hands on to all messages of the stream (`topic`, `_session`, `chatId`, ...). */
export function carriedProperties(message: object, wholeRecording: boolean): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(message).filter(([name]) => !OWN.has(name) && (wholeRecording || !REQUEST.has(name))),
  );
}
