// Whether an answer fits: what is wrong with it, whether it is missing, and which choices it has now. The twin of
// fieldform/forms/judging.py. Public: judge, choicesOf, problemOf.

import { problemAt } from "./answers.js";
import { toText } from "./values.js";

/** @typedef {import("./expression.js").Row} Row */
/** @typedef {import("./answers.js").Problem} Problem */
/** @typedef {import("./frames.js").Frame} Frame */
/** @typedef {import("./plan.js").Node} Node */

/** @param {Node} node @param {Frame} frame takes what was found @returns {boolean} whether that is other than before */
export function judge(node, frame) {
  const { path } = node;
  const [code, missing] = frame.relevant.has(path) ? judgement(node, frame) : ["", false];
  // What is wrong or needed must be open to whoever mends it.
  const locked = frame.relevant.has(path) && !code && (!missing || node.unanswerable) && (node.locked?.(frame) ?? false);
  const choices = node.filter || node.from ? choicesOf(node, frame).map(({ name }) => name).join(" ") : "";
  const same = code === (frame.problems.get(path) ?? "") && missing === frame.missing.has(path) && locked === frame.locked.has(path) && choices === (frame.passing.get(path) ?? "");
  if (same) return false;
  if (code) frame.problems.set(path, code);
  else frame.problems.delete(path);
  if (missing) frame.missing.add(path);
  else frame.missing.delete(path);
  if (locked) frame.locked.add(path);
  else frame.locked.delete(path);
  if (node.filter || node.from) frame.passing.set(path, choices);
  return true;
}

/** @param {Node} node @param {Frame} frame @returns {Row[]} the choices that it has now: name, label and the further columns */
export function choicesOf(node, frame) {
  if (node.from) return answersOffered(node.from(frame));
  const { value = "name", label = "label" } = node.parameters;
  const rows = frame.rows.get(node.list) ?? [];
  const left = rows.filter((row) => {
    frame.row = row;
    return node.filter?.(frame) ?? true;
  });
  frame.row = {};
  return value === "name" && label === "label" ? left : left.map((row) => ({ ...row, name: row[value] ?? "", label: row[label] ?? "" }));
}

/** @param {import("./values.js").Value[]} values @returns {Row[]} each once; an answer that is not given is no choice */
function answersOffered(values) {
  return [...new Set(values.map(toText))].filter((text) => text !== "").map((name) => ({ name, label: name }));
}

/** @param {Node} node @param {Frame} frame @param {string} code @returns {Problem} */
export function problemOf(node, frame, code) {
  if (code === "choice gone") return problemAt(frame.at(node.path), "choice", "choice");
  const problem = problemAt(frame.at(node.path), code, code === "type" || code === "choice" ? node.type : code);
  return code === "constraint" && node.constraintMessage ? { ...problem, message: node.constraintMessage } : problem;
}

/** @param {Node} node @param {Frame} frame @returns {[string, boolean]} the code of its problem, or ""; whether it is missing */
function judgement(node, frame) {
  const code = frame.unreadable.get(node.path);
  if (code) return [code, false];
  const own = frame.visible.get(node.path);
  if (own === undefined) return ["", node.required?.(frame) ?? false];
  if (node.unanswerable) return ["readonly", false];
  if ((node.from || (node.list && (node.filter || node.choices.size === 0))) && !passes(node, frame)) return ["choice gone", false];
  frame.own = own;
  const fits = node.constraint?.(frame) ?? true;
  frame.own = "";
  return [fits ? "" : "constraint", false];
}

/** Whether each name that was chosen is one of the choices now. Of a list that is not at hand, every one is. @param {Node} node @param {Frame} frame */
function passes(node, frame) {
  if (!node.from && !frame.rows.has(node.list)) return true;
  const names = new Set(choicesOf(node, frame).map(({ name }) => name));
  return [frame.values.get(node.path)].flat().every((name) => names.has(name));
}
