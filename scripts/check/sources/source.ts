import { readFileSync } from 'node:fs';
import { mulaw } from 'alawmulaw';
import type { FlowNode } from '../../../dev/deployed-flow';
import type { NodeRed } from '../../../dev/node-red';
import type { Program } from '../../../dev/programs';
import { recordingNamed } from '../../../dev/recordings';
import type { Broker } from '../../../dev/broker';

/** The environment of sources. */
export interface Surroundings {
  /** Folder for files of a source. */
  folder: string;
  broker: Broker;
  /** Free TCP and UDP ports, one for each source that listens. */
  ports: { udp: number; tcp: number; audioSocket: number; wyoming: number; rtp: number };
}

/** One track of a source. */
export interface Track {
  /** `msg.track` of its messages. */
  name: string;
  /** The expected bytes at the server. */
  wire: Buffer;
  text: string;
}

/** Cleans up after a source, once it is recognised. */
export type CleanUp = () => void;

/** One way to play a recording into a flow. */
export interface Source {
  /** Name of the node or device. */
  name: string;
  /** Format of its messages. */
  shape: string;
  /** Required programs. */
  needs?: readonly Program[];
  /** The expected bytes at the server; left out if they depend on codecs or can't be intercepted. */
  wire?: Buffer;
  /** The tracks of a source, in the order in which they begin; left out: only the recording. */
  tracks?: readonly Track[];
  /** Needs the default built-in appliance, which accepts more containers, but whose connection can't be intercepted. */
  builtIn?: true;
  /** Settings of the transcribe node. */
  settings?: object;
  /** The flow in front of the transcribe node `id`. Other nodes have ids that begin with it. */
  nodes(id: string): FlowNode[];
  /** Plays the recording. */
  play(nodeRed: NodeRed, id: string): Promise<void | CleanUp>;
}

/** The recording that all sources play; test/recordings/containers has it in other formats. */
export const RECORDING = recordingNamed('austen-0880');
/** The recording as a WAV file. */
export const WAV = readFileSync(RECORDING.path);
/** Its samples: 16 bit, 16 kHz, one channel. */
export const SAMPLES = WAV.subarray(44);

/** Converts samples at 16 kHz as a telephone line does: to mu-law at 8 kHz. */
export function muLawAt8kHz(samples: Buffer): Buffer {
  const half = pieces(samples, 4).map((pair) => (pair.readInt16LE(0) + pair.readInt16LE(pair.length - 2)) / 2);
  return Buffer.from(mulaw.encode(Int16Array.from(half)));
}

/** A node with its position in the flow. */
export function node(id: string, type: string, settings: object): FlowNode {
  return { z: 'tab', x: 1, y: 1, id, type, ...settings };
}

/** The button that starts a flow: see `press`. */
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
 * @param next id of the next node
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
