// Fails on purpose: proof that the runner of the JavaScript suites sees a failure.
import { test } from "node:test";
import assert from "node:assert/strict";

test("one and one are three", () => assert.equal(1 + 1, 3));
