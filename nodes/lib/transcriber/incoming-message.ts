import type { FlowMessage } from '../message/flow-message';
import { isForeign } from './carried-properties';
import { CodedError } from '../errors/coded-error';

/** Replaces a property that can't be read; copying it throws. */
const UNREADABLE = {
  get value(): never {
    throw new TypeError('a getter or Proxy in it throws');
  },
};

/**
 * Reads each property of a message once, so that getters and Proxies run now and not later. An unreadable one matters only if
 * it is used or passed on.
 *
 * @throws CodedError `unreadable_message`
 */
export function readMessage(message: object): FlowMessage {
  const names = reading(() => Object.keys(message));
  return Object.fromEntries(names.map((name) => [name, readProperty(message as FlowMessage, name)]));
}

/**
 * Runs code that reads the values of a message.
 *
 * @throws CodedError as the code throws it; `unreadable_message` for any other exception
 */
export function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw isCoded(error) ? error : unreadable('The message');
  }
}

function readProperty(message: FlowMessage, name: string): unknown {
  try {
    const value = message[name];
    return name === 'parts' && typeof value === 'object' && value !== null ? { ...value } : value;
  } catch {
    if (isForeign(name)) return UNREADABLE;
    throw unreadable(`msg.${name}`);
  }
}

function unreadable(what: string): CodedError {
  return new CodedError(
    'unreadable_message',
    `${what} can't be read: a getter or Proxy in it throws. Send plain values, for example a copy made with JSON.`,
  );
}

function isCoded(error: unknown): boolean {
  try {
    return error instanceof CodedError;
  } catch {
    return false;
  }
}
