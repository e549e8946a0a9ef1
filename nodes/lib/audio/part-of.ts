/** Like `subarray`, but returns the Buffer itself if that is all of it: creating a view is slow. */
export function partOf(bytes: Buffer, start: number, end: number): Buffer {
  return start === 0 && end >= bytes.length ? bytes : bytes.subarray(start, end);
}
