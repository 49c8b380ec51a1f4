// Data-parallel training at the level of the team: the same bits however gradients travel, and steps
// that a dying member cannot spoil, wherever in the step it dies.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Engine } from "../../web/core/engine.js";
import { MOST_SHARED, withMemory } from "../../web/core/memory-section.js";
import { checkConfig } from "../../web/train/config.js";
import { Session } from "../../web/train/session.js";
import { Shards } from "../../web/train/shards.js";
import { join, Team } from "../../web/train/team.js";

const VARIANTS = ["simd", "relaxed"].map((variant) => ({ variant, file: `.build/wasm/surprisal.train.${variant}.wasm` })).filter(({ file }) => existsSync(file))
  .map(({ variant, file }) => ({ variant, bytes: new Uint8Array(readFileSync(file)) }));
const RUNNABLE = VARIANTS.filter(({ bytes }) => WebAssembly.validate(bytes))
  .map(({ variant, bytes }) => ({ variant, module: new WebAssembly.Module(bytes), shared: new WebAssembly.Module(withMemory(bytes, MOST_SHARED, true)) }));
const COUNT = 50, PIXELS = 784;
const data = {
  images: Uint8Array.from({ length: COUNT * PIXELS }, (_, i) => (i * 7919) % 251), labels: Uint8Array.from({ length: COUNT }, (_, i) => i % 10), count: COUNT,
};
const indices = Uint32Array.from({ length: 37 }, (_, i) => (i * 13) % COUNT); // shares of unequal size

/** @typedef {Partial<import("../../web/train/config.js").TrainerOptions>} Options */
/** Networks, and how many of their dense kernels are large: have gradients that no worker lays out. @type {Record<string, { large: number, options: Options }>} */
const NETWORKS = {
  "no large kernel": { large: 0, options: {} },
  // rows that no line of memory holds a whole number of, more of them than are summed at a time; a shard begins inside a row
  "two large kernels": { large: 2, options: { batchSize: 37, layers: [{ type: "flatten" }, { type: "dense", units: 203, activation: "relu" }, { type: "dropout", rate: 0.5 }, { type: "dense", units: 150, activation: "relu" }, { type: "dense", units: 10, activation: "softmax" }] } },
  "all kernels large": { large: 2, options: { batchSize: 4, layers: [{ type: "conv2d", filters: 3, kernel: 3, activation: "relu" }, { type: "maxPool2d", size: 3 }, { type: "dropout", rate: 0.25 }, { type: "flatten" }, { type: "dense", units: 21, activation: "relu" }, { type: "dense", units: 10, activation: "softmax" }] } },
};

/** @type {MessagePort[]} */
const open = [];
after(() => open.forEach((port) => port.close()));

/** A team of `size` in this thread. @param {number} size @param {boolean} shares its memory
 * @param {(message: any, rank: number, isAnswer?: boolean) => any} [meddle] sees every message to and from a member; false: it is lost on the way
 * @param {Options} [options] @param {typeof RUNNABLE[number]} [as] */
function assemble(size, shares, meddle = () => true, options = {}, { variant, module, shared } = RUNNABLE[0]) {
  const config = checkConfig({ width: 0.125, batchSize: 64, seed: 4, optimizer: "adam", ...options });
  const sessions = Array.from({ length: size }, () => new Session(new Engine(shares ? shared : module, variant), config));
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
/** Short, for a difference between megabytes takes minutes to print. @param {Uint8Array | Float32Array} values */
const digest = (values) => createHash("sha256").update(values).digest("hex");
/** Until every message on its way has been handled. */
const settle = async () => { for (let i = 0; i < 20; i++) await new Promise((done) => setImmediate(done)); };

/** Batches of the greatest size, odd ones, and ones that leave some workers without an image. @param {Options} options */
const batchesFor = ({ batchSize = indices.length }) => [batchSize, batchSize - 2, 1, 3, batchSize].map((n) => indices.subarray(0, n));

for (const as of RUNNABLE) for (const [name, { options }] of Object.entries(NETWORKS)) for (const size of [2, 3, 4]) for (const optimizer of /** @type {const} */ (["adam", "sgd"]))
  test(`bits: ${as.variant}, ${size} workers with ${optimizer}, ${name}: shared memory and transfers give the same, in every worker`, async () => {
    const teams = [true, false].map((shares) => assemble(size, shares, undefined, { ...options, optimizer }, as));
    const scores = [], batches = batchesFor(options);
    for (const { team } of teams) {
      const own = [];
      for (const [step, batch] of batches.entries()) own.push(await team.trainBatch(1, data, batch, step));
      scores.push(own);
    }
    await settle();
    assert.ok(bits(teams[0].team).equals(bits(teams[1].team)));
    const [want, ...others] = teams.flatMap((t) => t.sessions.map(weightsOf));
    for (const other of others) assert.ok(other.equals(want));
    assert.deepEqual(scores[0], scores[1]);
    // and the sum is that of one worker up to rounding
    const alone = assemble(1, false, undefined, { ...options, optimizer }, as);
    for (const [step, batch] of batches.entries()) {
      const { lossSum, correct } = await alone.team.trainBatch(1, data, batch, step);
      assert.ok(Math.abs(lossSum - scores[0][step].lossSum) < 1e-4 * lossSum && Math.abs(correct - scores[0][step].correct) <= 1);
    }
  });

/** Where a member of those that share memory dies, and whether its part in that step still counts. @type {[boolean, string, boolean, boolean][]} shares, at, after it did its work there, counts */
const DEATHS = [
  [true, "gradient", false, false], [true, "gradient", true, false], [true, "update", false, false], [true, "update", true, false], [true, "commit", false, true],
  [false, "gradient", false, false], [false, "gradient", true, false], [false, "apply", false, true],
];
for (const [shares, task, after, counts] of DEATHS) for (const [name, { options }] of Object.entries(NETWORKS).slice(0, 2))
  test(`a member that dies ${after ? "after" : "at"} "${task}" (${shares ? "shared memory" : "transfers"}, ${name}) costs no step, and the rest stay equal`, async () => {
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
    }, options);
    for (let step = 0; step < 6; step++) {
      dies ||= step === 2;
      await t.team.trainBatch(1, data, indices, step);
      await settle();
    }
    assert.deepEqual(t.lost.map((l) => l.rank), [1]);
    assert.equal(t.team.size, 2);
    assert.ok(weightsOf(t.sessions[0]).equals(weightsOf(t.sessions[2])));
    // the bits are those of three workers up to the last whole step of three, of two after it
    const [three, two] = [assemble(3, !shares, undefined, options), assemble(2, shares, undefined, options)];
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

test("the networks of these tests have as many large kernels as they say", () => {
  for (const [name, { large, options }] of Object.entries(NETWORKS)) {
    const { sessions } = assemble(1, true, undefined, options);
    assert.equal(new Shards(sessions[0]).shown.factors.length, large, name);
  }
});

test("who looks at the network, tests it or keeps it while a step is under way waits for its end, and changes nothing", async () => {
  const { options } = NETWORKS["two large kernels"], test_ = { ...data, count: 20 };
  const steps = async (/** @type {boolean} */ isWatched) => {
    const { team, sessions } = assemble(3, true, undefined, options), seen = [];
    for (let step = 0; step < 4; step++) {
      const batch = team.trainBatch(1, data, indices, step);
      if (isWatched) {
        for (let i = 0; i <= step; i++) await new Promise((done) => setImmediate(done)); // at several places of the step
        const looks = [team.between(() => sessions[0].predict(data.images)), team.between(() => sessions[0].activation(data.images.subarray(0, PIXELS), 1).values), team.between(() => bits(team))];
        const [{ loss }] = await Promise.all([team.evaluate(1, test_), team.rest()]);
        seen.push([loss, ...(await Promise.all(looks)).map(digest)]);
      }
      await batch;
      if (!isWatched) seen.push([(await team.evaluate(1, test_)).loss, ...[sessions[0].predict(data.images), sessions[0].activation(data.images.subarray(0, PIXELS), 1).values, bits(team)].map(digest)]);
    }
    return seen;
  };
  assert.deepEqual(await steps(true), await steps(false));
});

test("bits: relaxed, where it takes a flag", { skip: VARIANTS.length === RUNNABLE.length ? "no variant of this build needs one" : false }, () => {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { status, stdout } = spawnSync(process.execPath, ["--experimental-wasm-relaxed-simd", "--test-name-pattern=bits: relaxed, \\d", fileURLToPath(import.meta.url)], { encoding: "utf8", env });
  assert.equal(status, 0, stdout.slice(-2000));
  assert.match(stdout, /^ok \d+ - bits: relaxed, 2 workers[^#]*$/m); // not skipped
});
