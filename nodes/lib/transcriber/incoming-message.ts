import type { FlowMessage } from '../message/flow-message';
import { isForeign } from './carried-properties';
import { CodedError } from '../errors/coded-error';

/** Stands for a property that can't be read; it can't be copied either. */
const UNREADABLE = {
  get value(): never {
    throw new TypeError('a getter or Proxy in it throws');
  },
};

/**
 * The properties of a message, each read once, so that getters and Proxies run now and not later. One that can't be read
 * matters only if this node reads it, or when it has to be carried on.
 *
 * @throws CodedError `unreadable_message`
 */
export function readMessage(message: object): FlowMessage {
  const names = reading(() => Object.keys(message));
  return Object.fromEntries(names.map((name) => [name, readProperty(message as FlowMessage, name)]));
}

/**
 * Runs what looks into the values of a message.
 *
 * @throws CodedError of what it throws; `unreadable_message` for whatever else is thrown
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
