import { CodedError } from '../errors/coded-error';
import type { Done } from './flow-message';
import { copyOf } from './copy';

/** The error for a message that can't be copied. `code` is stable, `message` says cause and cure. */
export class MessageError extends CodedError {
  constructor() {
    super(
      'uncopyable_message',
      'The message contains something that cannot be copied: an object that is nested more than a hundred levels deep, a buffer that ' +
        'was handed to another thread, or a property that throws when it is read. Delete it before this node.',
    );
  }
}

/**
 * Copies a message into plain data, so that reading it, and copying it again, never throws. `req` and `res` are kept as they
 * are, as everywhere in Node-RED.
 *
 * @throws MessageError `uncopyable_message`
 */
export function copyMessage<Message extends object>(message: Message): Message {
  try {
    const { req, res, ...rest } = message as { req?: unknown; res?: unknown };
    return { ...copyOf(rest), ...(req !== undefined && { req }), ...(res !== undefined && { res }) } as Message;
  } catch {
    throw new MessageError();
  }
}

/** The properties that identify a message. */
export type MessageIdentity = { _msgid?: string; topic?: string };

/** Returns the part of a message that a Catch node can always be given. */
export function identityOf(message: object): MessageIdentity {
  return { ...textAt(message, '_msgid'), ...textAt(message, 'topic') };
}

function textAt(message: object, name: string): object {
  try {
    const value = (message as Record<string, unknown>)[name];
    return typeof value === 'string' ? { [name]: value } : {};
  } catch {
    return {};
  }
}

/**
 * Calls `done`, once. If Node-RED fails to copy the message for a Catch or Complete node, that is reported without the
 * message. Never throws.
 *
 * @param report passes an error and a message to Catch nodes
 */
export function settle(
  done: Done,
  error: Error | undefined,
  message: object,
  report: (error: Error, message: MessageIdentity) => void,
): void {
  try {
    if (error) done(error);
    else done();
  } catch {
    report(error ?? new MessageError(), identityOf(message));
  }
}
