/** Makes samples that can be handed to another thread: those which share their memory with others are copied. */
export function ownMemory(samples: Float32Array): Float32Array<ArrayBuffer> {
  const { buffer } = samples;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === samples.byteLength)
    return samples as Float32Array<ArrayBuffer>;
  return samples.slice();
}
