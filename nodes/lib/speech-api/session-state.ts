/**
 * - `idle`: not opened yet.
 * - `connecting`: up to the end of the WebSocket handshake.
 * - `starting`: StartRecognition was sent; RecognitionStarted is due.
 * - `running`: audio may be sent.
 * - `draining`: EndOfStream was sent; EndOfTranscript is due.
 * - `ended`: for good. A new session is a new object.
 */
export type SessionState = 'idle' | 'connecting' | 'starting' | 'running' | 'draining' | 'ended';

/** The states that may follow each state. */
const successors: Record<SessionState, readonly SessionState[]> = {
  idle: ['connecting', 'ended'],
  connecting: ['starting', 'ended'],
  starting: ['running', 'ended'],
  running: ['draining', 'ended'],
  draining: ['ended'],
  ended: [],
};

/** Whether a state may follow another. */
export function mayFollow(from: SessionState, to: SessionState): boolean {
  return successors[from].includes(to);
}
