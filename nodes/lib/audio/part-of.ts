/** Some of the bytes; where that is all of them, the Buffer itself: to make a view of it takes as long as to look at it. */
export function partOf(bytes: Buffer, start: number, end: number): Buffer {
  return start === 0 && end >= bytes.length ? bytes : bytes.subarray(start, end);
}
