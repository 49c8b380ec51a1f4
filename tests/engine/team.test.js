// Data-parallel training at the level of the team: the same bits however gradients travel, and steps
// that a dying member cannot spoil, wherever in the step it dies.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Engine } from "../../web/core/engine.js";
import { MOST_SHARED, withMemory } from "../../web/core/memory-section.js";
import { checkConfig } from "../../web/train/config.js";
import { Session } from "../../web/train/session.js";
import { join, Team } from "../../web/train/team.js";

const bytes = new Uint8Array(readFileSync(".build/wasm/surprisal.train.simd.wasm"));
const module = new WebAssembly.Module(bytes), shared = new WebAssembly.Module(withMemory(bytes, MOST_SHARED, true));
const COUNT = 50, PIXELS = 784;
const data = {
  images: Uint8Array.from({ length: COUNT * PIXELS }, (_, i) => (i * 7919) % 251), labels: Uint8Array.from({ length: COUNT }, (_, i) => i % 10), count: COUNT,
};
const indices = Uint32Array.from({ length: 37 }, (_, i) => (i * 13) % COUNT); // shares of unequal size

/** @type {MessagePort[]} */
const open = [];
after(() => open.forEach((port) => port.close()));

/** A team of `size` in this thread. @param {number} size @param {boolean} shares its memory
 * @param {(message: any, rank: number, isAnswer?: boolean) => any} [meddle] sees every message to and from a member; false: it is lost on the way
 * @param {Partial<import("../../web/train/config.js").TrainerOptions>} [options] */
function assemble(size, shares, meddle = () => true, options = {}) {
  const config = checkConfig({ width: 0.125, batchSize: 64, seed: 4, optimizer: "adam", ...options });
  const sessions = Array.from({ length: size }, () => new Session(new Engine(shares ? shared : module, "simd"), config));
  /** @type {{ rank: number, why: string }[]} */
  const lost = [];
  const channels = sessions.slice(1).map((session, i) => {
    const { port1, port2 } = new MessageChannel();
    open.push(port1);
    join({ postMessage: (/** @type {any} */ m, /** @type {any} */ t) => meddle(m, i + 1, true) && port2.postMessage(m, t), on: (/** @type {string} */ _, /** @type {any} */ handle) => port2.on("message", (m) => meddle(m, i + 1) && handle(m)) }, session, () => data);
    return port1;
  });
  const team = new Team(sessions[0], channels, (rank, why) => lost.push({ rank, why }));
  return { team, sessions, lost };
}

/** Of weights and the optimiser's state. @param {Team} team */
const bits = (team) => { const { weights, slots } = team.state(); return Buffer.concat([weights, ...slots].map((a) => Buffer.from(a.buffer))); };
/** @param {Session} session */
const weightsOf = (session) => Buffer.from(session.state().weights.buffer);
/** Until every message on its way has been handled. */
const settle = async () => { for (let i = 0; i < 20; i++) await new Promise((done) => setImmediate(done)); };

for (const size of [2, 3, 4]) for (const optimizer of ["adam", "sgd"])
  test(`${size} workers with ${optimizer}: shared memory and transfers give the same bits, in every worker`, async () => {
    const teams = [true, false].map((shares) => assemble(size, shares, undefined, { optimizer }));
    const scores = [];
    for (const { team } of teams) {
      const own = [];
      for (let step = 0; step < 5; step++) own.push(await team.trainBatch(1, data, indices, step));
      scores.push(own);
    }
    await settle();
    assert.ok(bits(teams[0].team).equals(bits(teams[1].team)));
    const [want, ...others] = teams.flatMap((t) => t.sessions.map(weightsOf));
    for (const other of others) assert.ok(other.equals(want));
    assert.deepEqual(scores[0], scores[1]);
    // and the sum is that of one worker up to rounding
    const alone = assemble(1, false, undefined, { optimizer });
    for (let step = 0; step < 5; step++) {
      const { lossSum, correct } = await alone.team.trainBatch(1, data, indices, step);
      assert.ok(Math.abs(lossSum - scores[0][step].lossSum) < 1e-4 * lossSum && Math.abs(correct - scores[0][step].correct) <= 1);
    }
  });

/** Where a member of those that share memory dies, and whether its part in that step still counts. @type {[boolean, string, boolean, boolean][]} shares, at, after it did its work there, counts */
const DEATHS = [
  [true, "gradient", false, false], [true, "gradient", true, false], [true, "update", false, false], [true, "update", true, false], [true, "commit", false, true],
  [false, "gradient", false, false], [false, "gradient", true, false], [false, "apply", false, true],
];
for (const [shares, task, after, counts] of DEATHS)
  test(`a member that dies ${after ? "after" : "at"} "${task}" (${shares ? "shared memory" : "transfers"}) costs no step, and the rest stay equal`, async () => {
    /** @type {ReturnType<typeof assemble>} */
    let t;
    let dies = false, dead = false, last = "";
    t = assemble(3, shares, (message, rank, isAnswer) => {
      if (rank !== 1) return true;
      if (!isAnswer) last = message.task;
      if (dies && !dead && last === task && (isAnswer ?? false) === after) {
        dead = true;
        setImmediate(() => t.team.lose(1));
      }
      return !dead;
    });
    for (let step = 0; step < 6; step++) {
      dies ||= step === 2;
      await t.team.trainBatch(1, data, indices, step);
      await settle();
    }
    assert.deepEqual(t.lost.map((l) => l.rank), [1]);
    assert.equal(t.team.size, 2);
    assert.ok(weightsOf(t.sessions[0]).equals(weightsOf(t.sessions[2])));
    // the bits are those of three workers up to the last whole step of three, of two after it
    const [three, two] = [assemble(3, !shares), assemble(2, shares)];
    const whole = counts ? 3 : 2;
    for (let step = 0; step < whole; step++) await three.team.trainBatch(1, data, indices, step);
    await settle();
    const state = three.team.state();
    for (const session of two.sessions) session.goBack(state);
    for (let step = whole; step < 6; step++) await two.team.trainBatch(1, data, indices, step);
    assert.ok(bits(two.team).equals(bits(t.team)));
  });

test("a team that shares memory and loses all its members goes on alone", async () => {
  const t = assemble(2, true), alone = assemble(1, false);
  for (let step = 0; step < 3; step++) await t.team.trainBatch(1, data, indices, step);
  alone.sessions[0].goBack(t.team.state());
  t.team.lose(1);
  for (const { team } of [t, alone]) for (let step = 3; step < 6; step++) await team.trainBatch(1, data, indices, step);
  assert.equal(t.team.size, 1);
  assert.ok(bits(t.team).equals(bits(alone.team)));
});

test("a team goes back to an earlier state, bit for bit", async () => {
  const { team, sessions } = assemble(3, true);
  for (let step = 0; step < 3; step++) await team.trainBatch(1, data, indices, step);
  const state = team.state();
  const on = async () => { for (let step = 3; step < 6; step++) await team.trainBatch(1, data, indices, step); await team.rest(); return bits(team); };
  const first = await on();
  for (const session of sessions) session.goBack(state);
  assert.ok((await on()).equals(first));
});
