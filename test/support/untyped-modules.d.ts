/** What the tests use of packages that come without types. */
declare module 'webvtt-parser' {
  export class WebVTTParser {
    parse(
      text: string,
      mode: 'captions' | 'metadata',
    ): {
      cues: { id: string; startTime: number; endTime: number; text: string; tree?: unknown }[];
      errors: { message: string; line: number }[];
    };
  }
}

/** The parser alone: the renderer asks for a browser when it is loaded. */
declare module 'imsc/src/main/js/doc.js' {
  type Handler = (message: string) => boolean;
  export interface Document {
    getMediaTimeEvents(): number[];
  }
  export function fromXML(
    xml: string,
    errorHandler: { info: Handler; warn: Handler; error: Handler; fatal: Handler },
  ): Document;
}

declare module 'imsc/src/main/js/isd.js' {
  import type { Document } from 'imsc/src/main/js/doc.js';

  export interface Span {
    kind: string;
    text?: string;
    contents?: Span[];
  }
  export function generateISD(document: Document, offset: number): Span;
}
