import { audioSocket } from './audio-socket';
import { messageHeader } from './message-header';
import { rtp } from './rtp';
import type { RtpPayloadTypes } from './rtp-payload-types';
import type { FramedProtocol } from './unwrapper';
import { wyoming } from './wyoming';

/** All framed protocols that are recognised. */
export function framedProtocols(payloadTypes: RtpPayloadTypes): FramedProtocol[] {
  return [audioSocket, wyoming, messageHeader, rtp(payloadTypes)];
}
