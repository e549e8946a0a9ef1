import { RunningText, type RunningTextSettings } from './running-text';

/** The utterance so far: its finals and the whole partial after them. */
export function live(settings: RunningTextSettings): RunningText<undefined> {
  return new RunningText({ initial: undefined, next: (state, { tail }) => ({ state, tail }) }, settings);
}
