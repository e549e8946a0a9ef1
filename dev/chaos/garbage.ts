/** Frames that mean nothing to a client, or nothing that it knows. */
export const GARBAGE: readonly (string | Buffer)[] = [
  'not JSON',
  '',
  'null',
  '[]',
  '[{"message":"EndOfTranscript"}]',
  '{"message":42}',
  '{"message":"ModelWarmedUp","seconds":3}',
  '{"message":"AddTranscript"}',
  '{"message":"AddPartialTranscript","metadata":{},"results":"none"}',
  '{"message":"AudioAdded","seq_no":"many"}',
  '{"message":"Info","type":"something_new","reason":"for newer clients"}',
  Buffer.from([0xff, 0x00, 0xfe, 0x80]),
  Buffer.from('{"message":"Info","type":"recognition_quality","reason":"in a binary frame","quality":"broadcast"}'),
];
