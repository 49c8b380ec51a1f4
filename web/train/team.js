// Data-parallel training: one lead and any number of members, each with an engine and a memory of its
// own, so that it works without shared memory and thus on any host.
//
// A step: every one computes the gradient of its share of the batch; the gradients are added up in the
// order of rank, so that a given number of workers always gives the same bits.  Where workers can see one
// another's memory, each adds up and updates its shard of the parameters and fetches the rest (shards.js);
// elsewhere a buffer travels to the lead, who adds, and back, and every one updates all.  Either way the bits
// are the same, nothing is allocated, and a step that lost a member on the way is undone and done again.
import { cut } from "./cut.js";
import { portOf } from "./rpc.js";
import { Shards } from "./shards.js";
import { awake, turn } from "./turn.js";
import { PATIENCE } from "./watchdog.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./config.js").DataSet} DataSet */
/** @typedef {{ lossSum: number, correct: number }} Score */

const EVALUATION_CHUNK = 256;

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

/** The member's side. @param {any} channel @param {Session} session @param {(id: number) => DataSet} dataOf */
export function join(channel, session, dataOf) {
  const port = portOf(channel);
  /** @type {Float32Array | null} this worker's, when not with the lead */
  let buffer = null;
  /** @type {Shards | null} */
  let shards = null;
  /** @type {Record<string, (task: any) => any>} */
  const tasks = {
    show() {
      shards = new Shards(session);
      return [{ shown: shards.shown }];
    },
    arrange({ shown, own, state }) {
      shards?.arrange(shown, own);
      if (state) session.goBack(state);
    },
    gradient({ data, indices, batch, first, step }) {
      const score = session.gradient(dataOf(data), indices, batch, first, step, shards?.left);
      if (shards) return [{ score }];
      buffer ??= new Float32Array(session.parameters);
      session.readGradient(buffer);
      return [{ score, buffer }, [buffer.buffer]];
    },
    update({ step, batch }) {
      shards?.update(step, batch);
      return [{}];
    },
    commit() { shards?.commit(); },
    apply({ sum, step }) {
      buffer = sum;
      session.writeGradient(sum);
      session.update(step);
    },
    discard({ sum }) { buffer = sum; },
    rest: () => [{}],
    evaluate: async ({ data, from, to }) => [await evaluateRange(session, dataOf(data), from, to)],
  };
  let heard = 0;
  port.listen(async (message) => {
    const number = ++heard;
    const { task, ...rest } = Object(message);
    try {
      if (!Object.hasOwn(tasks, task)) throw new Error(`there is no task ${String(task)}`);
      const answer = await tasks[task](rest);
      if (answer) port.post(answer[0], answer[1]);
      await awake(() => heard > number);
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
  /** @type {import("./shards.js").Shown | null} */
  shown = null;

  /** @param {number} rank @param {any} channel @param {number} patience seconds that an answer may take */
  constructor(rank, channel, patience) {
    this.rank = rank;
    this.patience = patience;
    this.port = portOf(channel);
    this.port.listen((answer) => {
      if (typeof answer !== "object" || answer === null) return;
      if (answer.failed) this.lose(String(answer.failed));
      else this.#settle((w) => w.resolve(answer));
    });
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
      this.#waiting = { resolve, reject, timer: setTimeout(() => this.lose(`no answer for ${this.patience} s`), 1000 * this.patience) };
      this.port.post(task, transfer);
    });
  }
}

/** The lead's side; alone when it has no members. */
export class Team {
  /** @type {Member[]} */
  #members;
  #onLoss;
  /** @type {Shards | null} */
  #shards;
  /** Whether the shards are those of the members there are. */
  #isArranged = false;
  /** Whether the weights of the lead's own shard are of a step that is to be done again. */
  #isUndone = false;
  /** The last thing that was begun. @type {Promise<unknown>} */
  #last = Promise.resolve();
  /** The step under way. @type {Promise<unknown> | null} */
  #step = null;

  /** @param {Session} session @param {any[]} channels one a member, in order of rank
   * @param {(rank: number, why: string) => void} [onLoss]
   * @param {number} [patience] seconds after which a member that does not answer is given up */
  constructor(session, channels = [], onLoss = () => {}, patience = PATIENCE.seconds) {
    this.session = session;
    this.#members = channels.map((channel, i) => new Member(i + 1, channel, patience));
    this.#onLoss = onLoss;
    this.#shards = session.isShared && channels.length > 0 ? new Shards(session) : null;
  }

  get size() { return 1 + this.#members.length; }
  /** @param {number} rank */
  lose(rank) { this.#members.find((m) => m.rank === rank)?.lose("its worker ended"); }

  /** Drops the members that were lost, and says so. @returns {boolean} whether there were any */
  #drop() {
    const lost = this.#members.filter((m) => m.lost);
    this.#members = this.#members.filter((m) => !m.lost);
    if (lost.length > 0) this.#isArranged = false;
    for (const { rank, lost: why } of lost) this.#onLoss(rank, /** @type {Error} */ (why).message);
    return lost.length > 0;
  }

  /** One thing after another, since a member is asked for one at a time. @template T @param {() => Promise<T>} begin @returns {Promise<T>} */
  #inTurn(begin) {
    const done = this.#last.then(begin);
    this.#last = done.catch(() => {});
    return done;
  }
  /** Uses the lead's network when no step is under way, whose values it would overwrite or whose half-done work it would see.
   * @template T @param {() => T} use @returns {Promise<T>} */
  async between(use) {
    while (this.#step) await this.#step;
    return use();
  }

  /** One step on the samples `indices` of data set number `id`; step counts the updates before it.
   * When a member is lost on the way, the step is done again without it.
   * @param {number} id @param {DataSet} data @param {Uint32Array} indices @param {number} step @returns {Promise<Score>} */
  async trainBatch(id, data, indices, step) {
    this.session.checkBatch(indices.length); // a mistake of the caller's must cost no member
    return this.#inTurn(async () => {
      const score = this.#trainBatch(id, data, indices, step);
      this.#step = score.catch(() => {});
      return score.finally(() => (this.#step = null));
    });
  }

  /** @param {number} id @param {DataSet} data @param {Uint32Array} indices @param {number} step @returns {Promise<Score>} */
  async #trainBatch(id, data, indices, step) {
    for (;;) {
      this.#drop();
      if (this.#shards && !this.#isArranged && !(await this.#arrange(this.#shards))) continue;
      if (this.#members.length === 0) return this.session.trainBatch(data, indices, step);
      const batch = indices.length;
      const parts = cut(batch, this.size);
      const asked = this.#askAll((_, i) => {
        const [first, to] = parts[i + 1];
        return { task: "gradient", data: id, indices: indices.slice(first, to), batch, first, step };
      });
      const score = this.session.gradient(data, indices.subarray(...parts[0]), batch, 0, step, this.#shards?.left);
      const given = await asked;
      if (given.includes(null)) {
        for (const [i, m] of this.#members.entries()) if (given[i]?.buffer) m.port.post({ task: "discard", sum: given[i].buffer }, [given[i].buffer.buffer]);
        continue;
      }
      for (const { score: part } of given) {
        score.lossSum += part.lossSum;
        score.correct += part.correct;
      }
      if (!this.#shards) this.#sumHere(given.map((g) => g.buffer), step);
      else if (!(await this.#updateShards(this.#shards, step, batch))) continue;
      return score;
    }
  }

  /** The answers of all members, null of one that was lost. @param {(member: Member, i: number) => any} task @returns {Promise<any[]>} */
  async #askAll(task) {
    const settling = Promise.allSettled(this.#members.map((m, i) => m.ask(task(m, i))));
    await null; // the lead does its own part
    let isSettled = false;
    settling.then(() => (isSettled = true));
    await awake(() => isSettled);
    const settled = await settling;
    return settled.map((s) => (s.status === "fulfilled" ? s.value : null));
  }

  /** Cuts the parameters among those who are there, with the state of the last whole step in every one.
   * @param {Shards} shards @returns {Promise<boolean>} false when another was lost */
  async #arrange(shards) {
    const state = shards.isArranged ? shards.state(undefined, this.#isUndone) : null;
    const answers = await Promise.all(this.#members.map(async (m) => (m.shown ??= await m.ask({ task: "show" }).then((a) => a.shown, () => null))));
    if (answers.includes(null)) return false;
    const shown = [shards.shown, .../** @type {import("./shards.js").Shown[]} */ (answers)];
    for (const [i, { port }] of this.#members.entries()) port.post({ task: "arrange", shown, own: i + 1, state });
    shards.arrange(shown, 0);
    if (state) this.session.goBack(state);
    this.#isUndone = false;
    this.#isArranged = true;
    return true;
  }

  /** Every one its shard; what they come to counts once all are done. @param {Shards} shards @param {number} step @param {number} batch @returns {Promise<boolean>} false when one was lost */
  async #updateShards(shards, step, batch) {
    const asked = this.#askAll(() => ({ task: "update", step, batch }));
    shards.update(step, batch);
    this.#isUndone = (await asked).includes(null);
    if (this.#isUndone) return false;
    for (const { port } of this.#members) port.post({ task: "commit" });
    shards.commit();
    return true;
  }

  /** Copies of the weights and of the optimiser's whole state. @param {import("./session.js").State} [into] arrays of an earlier copy */
  state(into) { return this.#shards?.isArranged ? this.#shards.state(into, this.#isUndone) : this.session.state(into); }

  /** Resolves when the members have nothing left to do: before others than the lead ask something of them. */
  async rest() { await this.#inTurn(() => this.#askAll(() => ({ task: "rest" }))); }

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
  evaluate(id, data, check) { return this.#inTurn(() => this.#evaluate(id, data, check)); }

  /** @param {number} id @param {DataSet} data @param {() => void} [check] */
  async #evaluate(id, data, check) {
    for (;;) {
      this.#drop();
      const parts = cut(data.count, this.size);
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
