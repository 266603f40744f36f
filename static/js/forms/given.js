// What came in as answers, put where it belongs: each under its question, each instance of a repeat by itself. Whether an answer can be
// read is told later (working.js). The twin of fieldform/forms/given.py. Public: Given, MOST_INSTANCES, MOST_ANSWERS.

import { asObject, isBlank, isName, problemAt } from "./answers.js";
import { newFrame } from "./frames.js";

/** @typedef {import("./answers.js").Problem} Problem */
/** @typedef {import("./frames.js").Frame} Frame */
/** @typedef {import("./plan.js").Node} Node */
/** @typedef {import("./plan.js").Plan} Plan */

export const MOST_INSTANCES = 200;
export const MOST_ANSWERS = 5_000;

export class Given {
  /** Parts that are no groups, or too large. @type {Problem[]} */
  broken = [];
  /** What the form has no question for. @type {Problem[]} */
  unknown = [];
  #plan;

  /** @param {Plan} plan */
  constructor(plan) {
    this.#plan = plan;
  }

  /** @param {Frame} frame @param {string} prefix of its instance @param {string} above @param {unknown} answers */
  read(frame, prefix, above, answers) {
    for (const [name, raw] of Object.entries(asObject(answers) ?? {})) {
      const [path, here] = [`${above}/${name}`, `${prefix}/${name}`];
      const node = this.#plan.nodes.get(path);
      if (!node || name.includes("/")) this.unknown.push(problemAt(`${prefix}/${isName(name) ? name : "?"}`, "unknown", "unknown"));
      else if (node.repeat && Array.isArray(raw) && raw.every(asObject)) this.#readInstances(node, frame, here, raw);
      else if (node.type === "group" && !node.repeat && asObject(raw)) this.read(frame, here, path, raw);
      else if (node.type === "group") this.broken.push(...(isNothing(raw) ? [] : [problemAt(here, "type", "group")]));
      else if (((node.asked && !node.calculation) || node.keeps) && !isBlank(raw)) frame.entered.set(path, raw);
    }
  }

  /** @param {Node} node @param {Frame} frame @param {string} here @param {unknown[]} raw */
  #readInstances(node, frame, here, raw) {
    if (raw.length > MOST_INSTANCES) this.broken.push(problemAt(here, "limit", "limit"));
    const room = Math.max(Math.min(MOST_INSTANCES, MOST_ANSWERS - frame.out(0).countEntered()), 0);
    for (const [index, answers] of raw.slice(0, room).entries()) this.read(newFrame(node, frame), `${here}[${index}]`, node.path, answers);
  }
}

/** @param {unknown} raw */
function isNothing(raw) {
  return raw === null || raw === undefined;
}
