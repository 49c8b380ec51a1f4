/** A caller's mistake, as thrown by everything in this module: its message says what was given and what is allowed. */
export class SurprisalError extends Error {
  /**
   * @param {string} code  a name of c/base/status.def, or INVALID_ARGUMENT, PARSE, LOAD, TRAP, ABORTED …
   * @param {string} message
   * @param {{ function?: string, argument?: string, index?: number, cause?: unknown }} [where]
   */
  constructor(code, message, where = {}) {
    super(message, where.cause === undefined ? undefined : { cause: where.cause });
    this.name = "SurprisalError";
    this.code = code;
    /** The function that was called. */
    this.function = where.function ?? null;
    /** The argument (or argument.parameter, argument[index]) that is at fault. */
    this.argument = where.argument ?? null;
    /** Of a text that cannot be read: where in it, from 0. */
    this.index = where.index ?? null;
  }
}
