/** How core nodes convert a recording, for errors; a file is needed since "exec" cannot write to standard input. */
export const CONVERSION =
  'for example with a "write file" node, "ffmpeg -y -i <file> -ac 1 out.wav" in an "exec" node, and a "read file" node ' +
  'that gives a Buffer';
