import type { FrameEvent, FramedProtocol, Unwrapper } from './unwrapper';

/** The most bytes and messages that are held until it is clear whether they are frames. */
const HELD = { bytes: 32 * 1024, messages: 4096 };

/** Plain audio, or an event from a frame. */
export type FramedEvent = FrameEvent | { kind: 'plain'; data: Buffer };

type State =
  | { name: 'detecting'; held: { data: Buffer; at: number }[]; bytes: number }
  | { name: 'plain' }
  | { name: 'framed'; unwrapper: Unwrapper };

const DETECTING: State = { name: 'detecting', held: [], bytes: 0 };

/**
 * Extracts the audio from the frames of one connection, if it has any. Its first bytes are held until that is clear, which the
 * very first one nearly always decides.
 */
export class FramedInput {
  private state: State = DETECTING;

  constructor(private readonly protocols: readonly FramedProtocol[]) {}

  /** `plain`: audio without frames; `framed`: frames were found; `detecting`: bytes are held, or none came. */
  get kind(): State['name'] {
    return this.state.name;
  }

  /**
   * Takes the bytes of one message.
   *
   * @param at when they came, milliseconds of a monotonic clock
   */
  read(data: Buffer, at: number): FramedEvent[] {
    const { state } = this;
    switch (state.name) {
      case 'plain':
        return [{ kind: 'plain', data }];
      case 'framed':
        return this.unwrap(state.unwrapper, data, at);
      case 'detecting':
        return this.detect({
          ...state,
          held: [...state.held, { data, at }],
          bytes: state.bytes + data.length,
        });
    }
  }

  /** Ends the input: returns what was held. */
  end(): FramedEvent[] {
    const { state } = this;
    this.state = DETECTING;
    if (state.name === 'framed') return state.unwrapper.end();
    return state.name === 'detecting' ? state.held.map(({ data }) => ({ kind: 'plain', data })) : [];
  }

  private detect(state: Extract<State, { name: 'detecting' }>): FramedEvent[] {
    const messages = state.held.map(({ data }) => data);
    const isTooMuch = state.bytes > HELD.bytes || state.held.length > HELD.messages;
    let isUnclear = false;
    for (const protocol of this.protocols) {
      const finding = protocol.find(messages);
      if (finding === 'found') {
        const unwrapper = protocol.unwrap();
        this.state = { name: 'framed', unwrapper };
        return state.held.flatMap(({ data, at }) => this.unwrap(unwrapper, data, at));
      }
      isUnclear ||= finding === 'unclear';
    }
    this.state = isUnclear && !isTooMuch ? state : { name: 'plain' };
    return this.state.name === 'plain' ? messages.map((data) => ({ kind: 'plain', data })) : [];
  }

  private unwrap(unwrapper: Unwrapper, data: Buffer, at: number): FramedEvent[] {
    const events = unwrapper.read(data, at);
    if (unwrapper.lost) this.state = DETECTING;
    return events;
  }
}
