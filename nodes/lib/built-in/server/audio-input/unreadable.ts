import { ProtocolError } from '../protocol-error';

/** The vendor's kind of reason for audio that can't be decoded (docs/protocol.md, 5.2). */
export function unreadable(why: string): ProtocolError {
  return new ProtocolError('job_error', `the audio could not be read, please check the audio format: ${why}`);
}
