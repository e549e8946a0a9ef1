import { audioSocket } from './audio-socket';
import { messageHeader } from './message-header';
import { rtp } from './rtp';
import type { RtpPayloadTypes } from './rtp-payload-types';
import type { FramedProtocol } from './unwrapper';
import { wyoming } from './wyoming';

/** All protocols whose frames are known. */
export function framedProtocols(payloadTypes: RtpPayloadTypes): FramedProtocol[] {
  return [audioSocket, wyoming, messageHeader, rtp(payloadTypes)];
}
