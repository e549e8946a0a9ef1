import { readFileSync } from 'node:fs';
import { mulaw } from 'alawmulaw';
import type { FlowNode } from '../../../dev/deployed-flow';
import type { NodeRed } from '../../../dev/node-red';
import type { Program } from '../../../dev/programs';
import { recordingNamed } from '../../../dev/recordings';
import type { Broker } from '../../../dev/broker';

/** Where sources play. */
export interface Surroundings {
  /** For files that a source needs. */
  folder: string;
  broker: Broker;
  /** Free TCP and UDP ports, one for each source that listens. */
  ports: { udp: number; tcp: number; audioSocket: number; wyoming: number; rtp: number };
}

/** One of the voices that come from a source. */
export interface Track {
  /** `msg.track` of its messages. */
  name: string;
  /** The bytes that the server is to get. */
  wire: Buffer;
  text: string;
}

/** Ends what is still there of a source once all of it is recognised. */
export type CleanUp = () => void;

/** One way in which a recording comes into a flow. */
export interface Source {
  /** Of the node, or of the device. */
  name: string;
  /** Of its messages. */
  shape: string;
  /** What has to be installed. */
  needs?: readonly Program[];
  /** The bytes that the server is to get; left out where they depend on codecs, or can't be seen on their way. */
  wire?: Buffer;
  /** Of a source with several voices: what is to be heard of each, in the order in which they begin; left out: the recording. */
  tracks?: readonly Track[];
  /** It needs the appliance that nodes have without another one: it takes what others don't, and its wire can't be seen. */
  builtIn?: true;
  /** Settings of the transcribe node. */
  settings?: object;
  /** The flow in front of the transcribe node `id`. Other nodes have ids that begin with it. */
  nodes(id: string): FlowNode[];
  /** Plays the recording. */
  play(nodeRed: NodeRed, id: string): Promise<void | CleanUp>;
}

/** What all sources play; the files in test/recordings/containers hold it too. */
export const RECORDING = recordingNamed('austen-0880');
/** It as a WAV file. */
export const WAV = readFileSync(RECORDING.path);
/** Its samples: 16 bit, 16 kHz, one channel. */
export const SAMPLES = WAV.subarray(44);

/** What a telephone line makes of samples at 16 kHz: mu-law at 8 kHz. */
export function muLawAt8kHz(samples: Buffer): Buffer {
  const half = pieces(samples, 4).map((pair) => (pair.readInt16LE(0) + pair.readInt16LE(pair.length - 2)) / 2);
  return Buffer.from(mulaw.encode(Int16Array.from(half)));
}

/** A node with its place in the flow. */
export function node(id: string, type: string, settings: object): FlowNode {
  return { z: 'tab', x: 1, y: 1, id, type, ...settings };
}

/** What makes a flow begin: see `press`. */
export function button(id: string): FlowNode {
  return node(`${id}-button`, 'inject', { props: [], repeat: '', wires: [[`${id}-file`]] });
}

export function press(nodeRed: NodeRed, id: string): Promise<void> {
  return nodeRed.inject(`${id}-button`);
}

/**
 * Reads a file when the button is pressed.
 *
 * @param format of the node "file in": nothing for one Buffer, `stream` or `lines`
 * @param next id of the node that gets it
 */
export function fileIn(id: string, filename: string, format: '' | 'stream' | 'lines', next: string): FlowNode[] {
  const settings = { filename, filenameType: 'str', format, chunk: format !== '', sendError: false, allProps: false };
  return [button(id), node(`${id}-file`, 'file in', { ...settings, encoding: 'none', wires: [[next]] })];
}

/** Bytes in pieces of a length; the last one may be shorter. */
export function pieces(bytes: Buffer, length: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
    bytes.subarray(index * length, (index + 1) * length),
  );
}
