import { ProtocolError } from '../protocol-error';

/** The vendor's kind of reason for audio that can't be decoded (protocol reference section 2.2, `audio_format`). */
export function unreadable(why: string): ProtocolError {
  return new ProtocolError('job_error', `the audio could not be read, please check the audio format: ${why}`);
}
