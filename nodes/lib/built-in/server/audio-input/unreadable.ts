import { ProtocolError } from '../protocol-error';

/** The error for audio that can't be decoded, with a reason like the vendor's (docs/protocol.md, 5.2). */
export function unreadable(why: string): ProtocolError {
  return new ProtocolError('job_error', `the audio could not be read, please check the audio format: ${why}`);
}
