import { MoonshineRecogniser } from '../../nodes/lib/built-in/recogniser/moonshine-recogniser';
import { knownRecordings } from './recognise/recordings';
import { alignText } from './recognise/forced-alignment';
import { normalisedWords, wordErrors } from '../../dev/word-error-rate';
import { statistics } from './recognise/statistics';
const [model = 'base', count = '30', trigger='0.2', mode='trigger', engine='native', piece='0.02'] = process.argv.slice(2);
const R = 16000;
async function main() {
  const sets = await knownRecordings();
  const all = sets.flatMap((s) => s.recordings).filter((r) => r.samples.length < 6 * R).slice(0, Number(count));
  const rec = new MoonshineRecogniser({ engine: engine as 'native', now: () => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000 });
  const settings = { model: model as 'tiny', partials: true, maxDelay: 2, endOfUtteranceSilence: Number(trigger) };
  const wall: number[] = [], cpu: number[] = [], hang: number[] = [];
  let errors = 0, words = 0, cpuAll = 0, seconds = 0;
  for (const [i, r] of [all[0]!, ...all].entries()) {
    const times = await alignText(r.samples, normalisedWords(r.text));
    if (!times) continue;
    const trueEnd = times.at(-1)!.end;
    const audio = new Float32Array(r.samples.length + 1.5 * R); audio.set(r.samples);
    let time = 0, began = 0, ctime = 0, cbegan = 0; let finals: { w: number; c: number; text: string; end: number }[] = []; let eou: number | undefined;
    const cpuNow = () => { const u = process.cpuUsage(); return (u.user + u.system) / 1e6; };
    const c0 = cpuNow();
    const session = await rec.open(settings, (e) => {
      if (e.type === 'final') finals.push({ w: time + (performance.now() - began) / 1000, c: ctime + cpuNow() - cbegan, text: e.words.map((w) => w.content).join(' '), end: e.words.at(-1)!.endTime });
      if (e.type === 'end_of_utterance') eou = e.time;
    });
    const n = Math.round(Number(piece) * R);
    let forced = false;
    const work = async (arrival: number, f: () => Promise<void>) => { time = Math.max(time, arrival); ctime = Math.max(ctime, arrival); began = performance.now(); cbegan = cpuNow(); await f(); time += (performance.now() - began) / 1000; ctime += cpuNow() - cbegan; };
    for (let s = 0; s < audio.length; s += n) {
      const p = audio.slice(s, s + n); const arrival = (s + p.length) / R;
      await work(arrival, () => session.accept(p));
      if (mode === 'force' && !forced && arrival >= trueEnd + 0.2) { forced = true; await work(arrival, () => session.endUtterance()); }
    }
    await session.finish(); session.close();
    if (i === 0) { continue; }
    const last = finals.at(-1);
    const text = finals.map((f) => f.text).join(' ');
    const e = wordErrors(r.text, text); errors += e; words += times.length; cpuAll += cpuNow() - c0; seconds += r.samples.length / R;
    if (!last) { console.log(r.name, 'NONE'); continue; }
    wall.push(last.w - trueEnd); cpu.push(last.c - trueEnd); if (eou !== undefined) hang.push(eou - trueEnd);
    console.log(r.name.padEnd(24), (r.samples.length / R).toFixed(1), 'end', trueEnd.toFixed(2), 'hang', eou === undefined ? '-' : (eou - trueEnd).toFixed(2), 'wall', (last.w - trueEnd).toFixed(2), 'cpu', (last.c - trueEnd).toFixed(2), 'fin', finals.length, 'err', e, e ? text : '');
  }
  const f = (v: number[]) => { const s = statistics(v); return s ? `mean ${s.mean.toFixed(3)} p50 ${s.p50.toFixed(3)} p90 ${s.p90.toFixed(3)} p95 ${s.p95.toFixed(3)} max ${s.longest.toFixed(3)}` : '-'; };
  console.log('wall', f(wall)); console.log('cpu ', f(cpu)); console.log('hang', f(hang)); console.log('errors', errors, '/', words, 'cpu rtf', (cpuAll / seconds).toFixed(3));
  await rec.close();
}
void main();
