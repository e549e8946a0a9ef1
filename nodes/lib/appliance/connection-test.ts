import { WebSocket } from 'ws';
import { Timeout } from '../time/timeout';
import { systemClock } from '../time/clock';
import { closeSocket } from '../speech-api/close-socket';
import type { Endpoint } from '../speech-api/endpoint';
import {
  closeOutcome,
  handshakeOutcome,
  isBrokenHandshake,
  socketOutcome,
  webServerOutcome,
} from '../speech-api/classify-failure';
import { defaultLimits, type SessionLimits } from '../speech-api/limits';
import type { StartRecognition } from '../speech-api/messages';
import { outcome, type SessionOutcome, withAddress } from '../speech-api/outcome';
import { probeWebServer } from '../speech-api/probe';
import { redactor } from '../speech-api/redact';
import { Session } from '../speech-api/session';
import { isSpeechApiUrl, socketOptions } from '../speech-api/socket-options';

const FLOOD =
  'The server sent far more messages than a session without audio should have. It is not a Speech API, or it is faulty.';

/** The format declared by a session without audio; every server accepts it. */
const AUDIO_FORMAT: StartRecognition['audio_format'] = { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16_000 };

/** Limit of messages in a session without audio; a working server sends a handful. */
const MOST_MESSAGES = 1000;

/**
 * Opens a WebSocket at the endpoint as a session does, and closes it again. The outcome `completed` shows that name, port,
 * TLS, path and token are right. Never rejects.
 */
export function testHandshake(
  endpoint: Endpoint,
  limits: Readonly<SessionLimits> = defaultLimits,
): Promise<SessionOutcome> {
  return new Promise((resolve) => {
    if (!isSpeechApiUrl(endpoint.url)) return resolve(outcome('invalid_url'));
    let socket: WebSocket;
    try {
      socket = new WebSocket(endpoint.url, socketOptions(endpoint, limits));
    } catch (error) {
      return resolve(socketOutcome(error));
    }
    const limit = new Timeout(systemClock);
    const end = (found: SessionOutcome): void => {
      limit.clear();
      closeSocket(socket, systemClock, limits.close);
      resolve(found.code === 'completed' ? found : withAddress(found, redactor(endpoint)(endpoint.url)));
    };
    limit.set(limits.connect, () => end(outcome('connection_timeout')));
    socket.on('open', () => end(outcome('completed')));
    socket.on('unexpected-response', (_request, response) => end(handshakeOutcome(response.statusCode ?? 0)));
    socket.on('error', (error) => {
      if (!isBrokenHandshake(error)) return end(socketOutcome(error));
      socket.removeAllListeners('close');
      void probeWebServer(endpoint).then((status) => {
        end(status === undefined ? socketOutcome(error) : webServerOutcome(status));
      });
    });
    socket.on('close', (code) => end(closeOutcome(code, '')));
  });
}

/**
 * Runs a whole session in this language without any audio. The outcome `completed` shows, beyond {@link testHandshake}, that
 * the server has a free session and supports the language. Never rejects. It ends within a time limit and after a limited
 * number of messages, whatever the server sends.
 */
export function testSession(
  endpoint: Endpoint,
  language: string,
  limits: Readonly<SessionLimits> = defaultLimits,
): Promise<SessionOutcome> {
  return new Promise((resolve) => {
    const limit = new Timeout(systemClock);
    const end = (found: SessionOutcome): void => {
      limit.clear();
      resolve(found);
      session.cancel();
    };
    let messages = 0;
    const session = new Session({
      endpoint,
      limits,
      start: { audio_format: AUDIO_FORMAT, transcription_config: { language } },
      onEvent: (event) => {
        switch (event.type) {
          case 'started':
            session.finish();
            break;
          case 'ended':
            end(event.outcome);
            break;
          case 'message':
          case 'unknown':
          case 'malformed':
            messages += 1;
            if (messages > MOST_MESSAGES) end(outcome('protocol_error', { reason: FLOOD }));
            break;
          case 'acknowledged':
            break;
        }
      },
    });
    // Each message of the server postpones the session's own limits.
    limit.set(limits.connect + limits.start + limits.end, () => end(outcome('end_timeout')));
    session.open();
  });
}
