/** Makes samples transferable to another thread: a view of a larger buffer is copied. */
export function ownMemory(samples: Float32Array): Float32Array<ArrayBuffer> {
  const { buffer } = samples;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === samples.byteLength)
    return samples as Float32Array<ArrayBuffer>;
  return samples.slice();
}
