import type { ChannelChoice } from './source-settings';

const SAMPLE = 2;

/** The audio of one channel, or of the mix of all. */
export interface Track {
  /** Name among several tracks; empty if there is only one. */
  name: string;
  data: Buffer;
}

/**
 * Extracts channels from 16-bit samples. The second channel of mono audio is the first.
 *
 * @param data whole frames
 */
export function pickTracks(data: Buffer, channels: number, choice: ChannelChoice): Track[] {
  switch (choice) {
    case 'mix':
    case 'left':
      return [{ name: '', data: pick(data, channels, 0) }];
    case 'right':
      return [{ name: '', data: pick(data, channels, Math.min(1, channels - 1)) }];
    case 'each':
      return Array.from({ length: channels }, (_, index) => ({
        name: nameOf(index, channels),
        data: pick(data, channels, index),
      }));
  }
}

/** The topic of a track. */
export function trackTopic(topic: string, { name }: Pick<Track, 'name'>): string {
  return [topic, name].filter((part) => part !== '').join('/');
}

function nameOf(index: number, channels: number): string {
  if (channels === 2) return index === 0 ? 'left' : 'right';
  return `${index + 1}`;
}

function pick(data: Buffer, channels: number, index: number): Buffer {
  if (channels === 1) return data;
  const frames = data.length / (SAMPLE * channels);
  const picked = Buffer.allocUnsafe(frames * SAMPLE);
  for (let frame = 0; frame < frames; frame += 1) {
    picked.writeInt16LE(data.readInt16LE((frame * channels + index) * SAMPLE), frame * SAMPLE);
  }
  return picked;
}
