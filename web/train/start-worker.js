// Starts a worker from wherever its file is: beside this module, on another origin, within this module.
import { SurprisalError } from "../core/errors.js";
import { addressOf, bytesOf, isInside, isNode } from "../core/files.js";
import { trusted } from "../core/trusted.js";
import { Caller, portOf } from "./rpc.js";

/** @typedef {{ worker: any, stop(): void }} Started */

const TRAINING = "surprisal.worker.js";

/** @param {string} file @returns {Promise<Started>} */
async function startInNode(file) {
  const { Worker: NodeWorker } = await import("node:worker_threads");
  const source = isInside(file) ? new URL(`data:text/javascript;base64,${Buffer.from(await bytesOf(file)).toString("base64")}`) : addressOf(file);
  const worker = new NodeWorker(source);
  return { worker, stop: () => void worker.terminate() };
}

/** Browsers start a worker from the page's own origin alone. Its text from elsewhere, or from within, comes
 * as a blob, which has the page's origin; a sandboxed frame's and a local file's is like no other. @param {string} [file] @returns {Promise<Started>} */
export async function startWorker(file = TRAINING) {
  if (isNode) return startInNode(file);
  const url = addressOf(file);
  const own = !isInside(file) && globalThis.origin !== "null" && url.origin === globalThis.origin;
  const address = own ? url.href : URL.createObjectURL(new Blob([await bytesOf(file)], { type: "text/javascript" }));
  const worker = new Worker(trusted(address));
  if (!own) for (const event of ["message", "error"]) worker.addEventListener(event, () => URL.revokeObjectURL(address), { once: true });
  return { worker, stop: () => worker.terminate() };
}

/** Calls back when a worker has died, or has never come to life. @param {any} worker @param {(error: any) => void} lost */
export function onLoss(worker, lost) {
  if (typeof worker.on === "function") {
    worker.on("error", lost);
    worker.on("exit", () => lost({ message: "it ended" }));
  } else {
    worker.addEventListener("error", lost);
    worker.addEventListener("messageerror", lost);
  }
}

/** One call in a worker of its own, which ends with it: what may never come to an end, or what takes memory
 * that no other way gives back.
 * @param {string} file a worker's, which says when it is ready @param {string} call @param {any} payload @param {Transferable[]} [transfer]
 * @param {{ milliseconds: number, late: () => Error }} [limit] how long it may take, loading not counted */
export async function runApart(file, call, payload, transfer, limit) {
  const { worker, stop } = await startWorker(file);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  try {
    return await new Promise((resolve, reject) => {
      onLoss(worker, (error) => reject(new SurprisalError("WORKER", `the worker of ${file} stopped: ${error?.message ?? "unknown cause"}`)));
      const caller = new Caller(portOf(worker), () => {
        if (limit) timer = setTimeout(() => reject(limit.late()), limit.milliseconds);
        caller.call(call, payload, transfer).then(resolve, reject);
      });
    });
  } finally {
    clearTimeout(timer);
    stop();
  }
}
