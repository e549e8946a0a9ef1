import { CodedError } from '../errors/coded-error';
import type { Done } from './flow-message';
import { copyOf } from './copy';

/** A message that a node can't keep, since it can't be copied. `code` is stable, `message` says cause and cure. */
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
 * A copy of a flow's message that has only plain data in it, so that reading it, and copying it again, throws nothing.
 * `req` and `res` are handed on as they are, as everywhere in Node-RED. The message stays as it is.
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

/** Which message it was. */
export type MessageIdentity = { _msgid?: string; topic?: string };

/** Gives what of a message a Catch node can always be handed. */
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
 * Calls `done`, once. Where Node-RED fails to copy the message for a Catch or Complete node, the failure is reported
 * without it. Never throws.
 *
 * @param report hands an error to Catch nodes, with the message that is given
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
