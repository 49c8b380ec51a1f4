// Data-parallel training: one lead and any number of members, each with an engine and a memory of its
// own, so that it works without shared memory and thus on any host.
//
// A step: every one computes the gradient of its share of the batch; the gradients are added up in the
// order of rank, so that a given number of workers always gives the same bits; every one applies the
// sum to its own weights.  Where memory can be shared each writes its gradient on a board and adds up
// for itself; elsewhere a buffer travels to the lead, who adds, and back.  Either way the bits are the
// same, nothing is allocated, and nobody's weights change before all gradients are there: a step that
// lost a member on the way can be done again.
import { canShare, portOf } from "./rpc.js";
import { turn } from "./turn.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./config.js").DataSet} DataSet */
/** @typedef {{ lossSum: number, correct: number }} Score */

const EVALUATION_CHUNK = 256;
/** A member that has not answered for so long is given up. */
const PATIENCE_MS = 30_000;

/** [from, to) of each of `parts` shares of n, as equal as can be. @param {number} n @param {number} parts @returns {[number, number][]} */
export function shares(n, parts) {
  return Array.from({ length: parts }, (_, i) => [Math.floor((n * i) / parts), Math.floor((n * (i + 1)) / parts)]);
}

/** @param {Session} session @param {DataSet} data @param {number} from @param {number} to @param {() => void} [check] throws to end it */
export async function evaluateRange(session, data, from, to, check) {
  const confusion = Array.from({ length: 10 }, () => new Array(10).fill(0));
  let lossSum = 0, correct = 0;
  for (; from < to; from += EVALUATION_CHUNK) {
    const part = session.evaluate(data, from, Math.min(EVALUATION_CHUNK, to - from), confusion);
    lossSum += part.lossSum;
    correct += part.correct;
    await turn();
    check?.();
  }
  return { lossSum, correct, confusion };
}

/** Gradients in memory that all workers share, one a rank; two sets, by turns: while the slowest still
 * reads the one of a step, the fastest may have begun to write the next, but not the one after that.
 * @param {number} ranks @param {number} parameters @returns {Float32Array[][]} [turn][rank] */
const makeBoard = (ranks, parameters) => [0, 1].map(() => Array.from({ length: ranks }, () => new Float32Array(new SharedArrayBuffer(4 * parameters))));

/** The member's side. @param {any} channel @param {Session} session @param {(id: number) => DataSet} dataOf */
export function join(channel, session, dataOf) {
  const port = portOf(channel);
  /** @type {Float32Array | null} this worker's, when not with the lead */
  let buffer = null;
  /** @type {Float32Array[][]} */
  let board = [];
  let rank = 0;
  /** @type {Record<string, (task: any) => any>} */
  const tasks = {
    board(given) { ({ board, rank } = given); },
    gradient({ data, indices, batch, first, step, turn }) {
      const score = session.gradient(dataOf(data), indices, batch, first, step);
      if (board.length) {
        session.readGradient(board[turn][rank]);
        return [{ score }];
      }
      buffer ??= new Float32Array(session.parameters);
      session.readGradient(buffer);
      return [{ score, buffer }, [buffer.buffer]];
    },
    sum({ ranks, step, turn }) { session.updateWithSum(board[turn], ranks, rank, step); },
    apply({ sum, step }) {
      buffer = sum;
      session.writeGradient(sum);
      session.update(step);
    },
    discard({ sum }) { buffer = sum; },
    evaluate: async ({ data, from, to }) => [await evaluateRange(session, dataOf(data), from, to)],
  };
  port.listen(async ({ task, ...rest }) => {
    try {
      const answer = await tasks[task](rest);
      if (answer) port.post(answer[0], answer[1]);
    } catch (error) {
      port.post({ failed: String(/** @type {Error} */ (error).message ?? error) });
    }
  });
}

/** @typedef {{ resolve(value: any): void, reject(error: Error): void, timer: any }} Waiting */

/** The lead's view of one member. */
class Member {
  /** @type {Waiting | null} */
  #waiting = null;
  /** @type {Error | null} */
  lost = null;

  /** @param {number} rank @param {any} channel */
  constructor(rank, channel) {
    this.rank = rank;
    this.port = portOf(channel);
    this.port.listen((answer) => (answer.failed ? this.lose(answer.failed) : this.#settle((w) => w.resolve(answer))));
  }
  /** @param {(waiting: Waiting) => void} how */
  #settle(how) {
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#waiting = null;
    clearTimeout(waiting.timer);
    how(waiting);
  }
  /** @param {string} why */
  lose(why) {
    this.lost ??= new Error(why);
    this.#settle((w) => w.reject(/** @type {Error} */ (this.lost)));
  }
  /** @param {any} task @param {Transferable[]} [transfer] */
  ask(task, transfer) {
    return new Promise((resolve, reject) => {
      if (this.lost) return reject(this.lost);
      this.#waiting = { resolve, reject, timer: setTimeout(() => this.lose(`no answer for ${PATIENCE_MS / 1000} s`), PATIENCE_MS) };
      this.port.post(task, transfer);
    });
  }
}

/** The lead's side; alone when it has no members. */
export class Team {
  /** @type {Member[]} */
  #members;
  #onLoss;
  /** @type {Float32Array[][] | null} */
  #board = null;
  #turn = 0;

  /** @param {Session} session @param {any[]} channels one a member, in order of rank
   * @param {(rank: number, why: string) => void} [onLoss] @param {boolean} [shares] exchanges through shared memory */
  constructor(session, channels = [], onLoss = () => {}, shares = canShare()) {
    this.session = session;
    this.#members = channels.map((channel, i) => new Member(i + 1, channel));
    this.#onLoss = onLoss;
    if (!shares || channels.length === 0) return;
    this.#board = makeBoard(this.size, session.parameters);
    for (const { port, rank } of this.#members) port.post({ task: "board", board: this.#board, rank });
  }

  get size() { return 1 + this.#members.length; }
  /** @param {number} rank */
  lose(rank) { this.#members.find((m) => m.rank === rank)?.lose("its worker ended"); }

  /** Drops the members that were lost, and says so. @returns {boolean} whether there were any */
  #drop() {
    const lost = this.#members.filter((m) => m.lost);
    this.#members = this.#members.filter((m) => !m.lost);
    for (const { rank, lost: why } of lost) this.#onLoss(rank, /** @type {Error} */ (why).message);
    return lost.length > 0;
  }

  /** One step on the samples `indices` of data set number `id`; step counts the updates before it.
   * When a member is lost on the way, the step is done again without it.
   * @param {number} id @param {DataSet} data @param {Uint32Array} indices @param {number} step @returns {Promise<Score>} */
  async trainBatch(id, data, indices, step) {
    for (;;) {
      this.#drop();
      if (this.#members.length === 0) return this.session.trainBatch(data, indices, step);
      const batch = indices.length, turn = (this.#turn ^= 1);
      const parts = shares(batch, this.size);
      const answers = this.#members.map((m, i) => {
        const [first, to] = parts[i + 1];
        return m.ask({ task: "gradient", data: id, indices: indices.slice(first, to), batch, first, step, turn });
      });
      const score = this.session.gradient(data, indices.subarray(...parts[0]), batch, 0, step);
      if (this.#board) this.session.readGradient(this.#board[turn][0]);
      const settled = await Promise.allSettled(answers);
      /** @type {({ score: Score, buffer: Float32Array } | null)[]} */
      const given = settled.map((s) => (s.status === "fulfilled" ? s.value : null));
      if (given.includes(null)) {
        for (const [i, m] of this.#members.entries()) if (given[i]?.buffer) m.port.post({ task: "discard", sum: given[i].buffer }, [given[i].buffer.buffer]);
        continue;
      }
      const all = /** @type {{ score: Score, buffer: Float32Array }[]} */ (given);
      for (const { score: part } of all) {
        score.lossSum += part.lossSum;
        score.correct += part.correct;
      }
      if (this.#board) this.#sumOnBoard(step, turn);
      else this.#sumHere(all.map((g) => g.buffer), step);
      return score;
    }
  }

  /** Every one adds up what is on the board. @param {number} step @param {number} turn */
  #sumOnBoard(step, turn) {
    const ranks = [0, ...this.#members.map((m) => m.rank)];
    for (const { port } of this.#members) port.post({ task: "sum", ranks, step, turn });
    this.session.updateWithSum(/** @type {Float32Array[][]} */ (this.#board)[turn], ranks, 0, step);
  }

  /** The lead adds up what the members sent and sends back the sum. @param {Float32Array[]} buffers in order of rank @param {number} step */
  #sumHere(buffers, step) {
    for (const buffer of buffers) this.session.addGradient(buffer);
    for (const [i, { port }] of this.#members.entries()) {
      this.session.readGradient(buffers[i]);
      port.post({ task: "apply", sum: buffers[i], step }, [buffers[i].buffer]);
    }
    this.session.update(step);
  }

  /** @param {number} id @param {DataSet} data @param {() => void} [check] throws to end it */
  async evaluate(id, data, check) {
    for (;;) {
      this.#drop();
      const parts = shares(data.count, this.size);
      const answers = this.#members.map((m, i) => m.ask({ task: "evaluate", data: id, from: parts[i + 1][0], to: parts[i + 1][1] }));
      const settling = Promise.allSettled(answers);
      const total = await evaluateRange(this.session, data, ...parts[0], check).finally(() => settling);
      const settled = await settling;
      if (settled.some((s) => s.status === "rejected")) continue;
      for (const { value } of /** @type {PromiseFulfilledResult<any>[]} */ (settled)) {
        total.lossSum += value.lossSum;
        total.correct += value.correct;
        value.confusion.forEach((/** @type {number[]} */ row, /** @type {number} */ i) => row.forEach((n, j) => (total.confusion[i][j] += n)));
      }
      return { loss: total.lossSum / data.count, accuracy: total.correct / data.count, confusion: total.confusion };
    }
  }
}
