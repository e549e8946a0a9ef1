/**
 * Finds where each token lies in the audio: dynamic time warping (Sakoe & Chiba 1978) over the attention that the
 * decoder paid to the audio, as Whisper's word timestamps do it (openai/whisper, timing.py).
 *
 * @param attention for each token, and for the end after the last one, the weights of some heads over the frames
 * @param frames encoder frames of the audio
 * @returns the first frame of each token, and of the end
 */
export function firstFrames(attention: readonly Float32Array[][], frames: number): number[] {
  return backtrack(cheapestMoves(alignmentScores(attention, frames)), attention.length, frames);
}

/** How well each token fits each frame: the mean of the heads, each scaled to how the frame favours a token over the others. */
function alignmentScores(attention: readonly Float32Array[][], frames: number): Float32Array[] {
  const tokens = attention.length;
  const heads = attention[0]?.length ?? 0;
  const scores = attention.map(() => new Float32Array(frames));
  for (let head = 0; head < heads; head++) {
    for (let frame = 0; frame < frames; frame++) {
      let sum = 0;
      let squares = 0;
      for (const rows of attention) {
        const weight = rows[head]![frame]!;
        sum += weight;
        squares += weight * weight;
      }
      const mean = sum / tokens;
      const deviation = Math.sqrt(Math.max(squares / tokens - mean * mean, 0)) || 1;
      for (let token = 0; token < tokens; token++) {
        scores[token]![frame]! += (attention[token]![head]![frame]! - mean) / deviation / heads;
      }
    }
  }
  return scores;
}

/** From a cell of the warping: to the next token and frame, to the next token only, to the next frame only. */
const enum Move {
  both,
  token,
  frame,
}

/** For each token and frame the move by which the best path arrives there. */
function cheapestMoves(scores: readonly Float32Array[]): Uint8Array[] {
  const frames = scores[0]?.length ?? 0;
  let before = new Float64Array(frames + 1).fill(Infinity);
  before[0] = 0;
  return scores.map((row) => {
    const costs = new Float64Array(frames + 1).fill(Infinity);
    const moves = new Uint8Array(frames);
    for (let frame = 0; frame < frames; frame++) {
      let cost = before[frame]!;
      let move = Move.both;
      if (before[frame + 1]! < cost) [cost, move] = [before[frame + 1]!, Move.token];
      if (costs[frame]! < cost) [cost, move] = [costs[frame]!, Move.frame];
      costs[frame + 1] = cost - row[frame]!;
      moves[frame] = move;
    }
    before = costs;
    return moves;
  });
}

function backtrack(moves: readonly Uint8Array[], tokens: number, frames: number): number[] {
  const first = new Array<number>(tokens).fill(0);
  let token = tokens - 1;
  let frame = frames - 1;
  while (token >= 0 && frame >= 0) {
    first[token] = frame;
    const move = moves[token]![frame];
    if (move !== Move.frame) token--;
    if (move !== Move.token) frame--;
  }
  return first;
}
