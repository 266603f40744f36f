// A form made ready to be filled: its questions and groups, each rule compiled (Node), in the order in which they are evaluated, and what
// reads what. Knows no answer. The twin of fieldform/forms/plan.py. Public: planOf, connect, rowsOf, labelsIn.

import { compilePart, compileTree, compileTruth } from "./expression.js";
import { FUNCTIONS } from "./functions.js";
import { momentText } from "./moments.js";

/** @typedef {import("./values.js").Value} Value */
/** @typedef {import("./expression.js").Tree} Tree */
/** @typedef {import("./expression.js").Row} Row */
/** @typedef {import("./expression.js").Compiled} Compiled */
/** @typedef {import("./expression.js").Scope} Scope */
/** @typedef {(scope: Scope) => boolean} Truth */
/**
 * @typedef {object} Node a question or a group, compiled
 * @property {string} path
 * @property {string} name
 * @property {string} above the path of the group around it
 * @property {string} type
 * @property {boolean} repeat
 * @property {string[]} chain the repeats around it, from the outside in
 * @property {string[]} groups those between it and the next repeat, by name
 * @property {number} place in the order of evaluation
 * @property {Node[]} inside of a repeat, up to the next
 * @property {boolean} asked a person gives the answer
 * @property {boolean} keeps it is worked out, and yet what was there before has a say
 * @property {boolean} essential
 * @property {string} constraintMessage
 * @property {ReadonlyMap<string, string>} choices label by name
 * @property {string} list
 * @property {Record<string, string>} parameters
 * @property {string[]} trigger
 * @property {Truth | null} relevant
 * @property {Compiled | null} calculation of a repeat its count; of what is asked and always locked what it begins with
 * @property {Compiled | null} triggered what a trigger sets
 * @property {Truth | null} constraint
 * @property {Truth | null} locked
 * @property {boolean} unanswerable it is always locked, and begins with nothing
 * @property {Truth | null} required
 * @property {Truth | null} filter
 * @property {import("./expression.js").Part | null} from the answers that are its choices
 * @property {Compiled | null} initial
 * @property {string[]} peeks the hidden answers of a group that its own relevance reads, as they were given
 * @property {{node: Node, depth: number, judged: boolean}[]} readers what reads it, and how many repeats both share
 */
/**
 * @typedef {object} Plan
 * @property {Map<string, Node>} nodes by path, in the form's order
 * @property {Node[]} top those up to the first repeat, with each repeat there
 * @property {Node[]} order in which they are evaluated
 * @property {Node[]} triggered what a trigger sets
 * @property {Node[]} peeking groups whose relevance reads what was given inside them
 * @property {Reader[]} timed what reads the clock, once it is connected
 */
/** @typedef {{node: Node, judged: boolean}} Reader `judged`: it is only to be judged again, not to be worked out */

const UNASKED = new Set("group note calculate start end today deviceid username".split(" "));
const KEEPING = /\["self"\]|\["call","(once|random|uuid)"/;
const TIMED = new Set(["now", "today"]);
/** Whose answers decide what becomes of a question that is asked, of another one, and how an answer is judged. */
const CONDITIONS = ["relevant"];
const WORKED_OUT = ["relevant", "calculation", "count"];
const JUDGED = ["constraint", "required", "choice_filter", "choices_from", "readonly"];
/** What the page and the server tell by themselves. @type {Record<string, (frame: any) => Value>} */
const METADATA = {
  start: (frame) => frame.own || momentText(frame.clock.now, frame.clock),
  end: (frame) => momentText(frame.clock.now, frame.clock),
  today: (frame) => frame.own || momentText(frame.clock.now, frame.clock).slice(0, 10),
  deviceid: (frame) => frame.own || frame.world.deviceid,
  username: (frame) => frame.own || frame.world.username,
};

/** @param {any} definition @returns {Plan} */
export function planOf(definition) {
  const nodes = new Map();
  const top = nodesIn(definition.children, null, definition.choices, nodes);
  const order = definition.order.map((/** @type {string} */ path) => nodes.get(path));
  for (const [place, node] of order.entries()) node.place = place;
  const all = [...nodes.values()];
  return { nodes, top, order, triggered: all.filter(({ trigger }) => trigger.length > 0), peeking: all.filter(({ peeks }) => peeks.length > 0), timed: [] };
}

/** Notes with each question and group what reads it, and what reads the clock. @param {Plan} plan @param {any[]} children */
export function connect(plan, children) {
  for (const said of children) {
    const node = /** @type {Node} */ (plan.nodes.get(said.path));
    if (node.above) reads(plan, node, false, [[node.above, node.chain.length - (plan.nodes.get(node.above)?.repeat ? 1 : 0)]]);
    for (const name of node.asked ? CONDITIONS : WORKED_OUT) if (said[name]) reads(plan, node, false, unpeeked(node, readsOf(said[name], node.chain)));
    for (const name of node.asked ? JUDGED : []) if (Array.isArray(said[name])) reads(plan, node, true, readsOf(said[name], node.chain));
    if (!node.asked) reads(plan, node, false, node.trigger.map((path) => [path, 0]));
    if (node.type === "end") plan.timed.push({ node, judged: false });
    if (said.children) connect(plan, said.children);
  }
}

/** @param {Plan} plan @param {Node} node @param {boolean} judged @param {[string, number][]} paths "" for the clock */
function reads(plan, node, judged, paths) {
  for (const [path, depth] of paths) {
    if (path === "") plan.timed.push({ node, judged });
    else plan.nodes.get(path)?.readers.push({ node, depth, judged });
  }
}

/** @param {Node} node @param {[string, number][]} paths @returns {[string, number][]} without what it looks at beforehand */
function unpeeked({ peeks }, paths) {
  return peeks.length > 0 ? paths.filter(([path]) => !peeks.includes(path)) : paths;
}

/** @param {any} definition @param {Record<string, readonly Row[]>} lists @returns {Map<string, readonly Row[]>} */
export function rowsOf(definition, lists) {
  const own = Object.entries(definition.choices).map(([name, listed]) => {
    const rows = /** @type {any[][]} */ (listed).map(([choice, label, columns]) => ({ ...columns, name: choice, label }));
    return /** @type {[string, Row[]]} */ ([name, rows]);
  });
  return new Map([...own, ...Object.entries(lists)]);
}
/** @param {Plan} plan @param {ReadonlyMap<string, readonly Row[]>} rows @returns {Map<string, ReadonlyMap<string, string>>} of choices, by the question's path */
export function labelsIn({ nodes }, rows) {
  const labels = new Map();
  for (const node of nodes.values()) if (node.list) labels.set(node.path, node.choices.size > 0 ? node.choices : labelsOf(node, rows));
  return labels;
}

/** @param {Node} node @param {ReadonlyMap<string, readonly Row[]>} rows @returns {Map<string, string>} */
function labelsOf({ list, parameters: { value = "name", label = "label" } }, rows) {
  return new Map((rows.get(list) ?? []).map((row) => [row[value] ?? "", row[label] ?? ""]));
}

/** @param {any[]} children @param {Node | null} group @param {any} choices @param {Map<string, Node>} nodes takes all of them @returns {Node[]} those up to the next repeat */
function nodesIn(children, group, choices, nodes) {
  return children.flatMap((said) => {
    const node = compiled(said, group, choices);
    nodes.set(node.path, node);
    const inner = said.children ? nodesIn(said.children, node, choices, nodes) : [];
    if (!node.repeat) return [node, ...inner];
    node.inside = inner;
    return [node];
  });
}

/** @param {any} said @param {Node | null} group @param {any} choices @returns {Node} */
function compiled(said, group, choices) {
  const listed = said.list && Object.hasOwn(choices, said.list) ? choices[said.list] : [];
  const tree = (/** @type {string} */ name) => (said[name] ? compileTree(said[name], FUNCTIONS) : null);
  const truth = (/** @type {string} */ name) => (said[name] ? compileTruth(said[name], FUNCTIONS) : null);
  const asked = (!said.calculation || said.trigger !== undefined) && !UNASKED.has(said.type);
  const settled = said.readonly === true && asked && said.trigger === undefined;
  return {
    path: said.path,
    name: said.name,
    above: group?.path ?? "",
    type: said.type,
    repeat: said.repeat === true,
    chain: !group ? [] : group.repeat ? [...group.chain, group.path] : group.chain,
    groups: !group || group.repeat ? [] : [...group.groups, group.name],
    place: 0,
    inside: [],
    asked,
    keeps: !asked && (said.type in METADATA ? said.type !== "end" : said.trigger !== undefined || KEEPING.test(JSON.stringify(said.calculation ?? ""))),
    essential: said.essential === true,
    constraintMessage: said.constraint_message ?? "",
    choices: new Map(listed.map((/** @type {any[]} */ [name, label]) => [name, label])),
    list: said.list ?? "",
    parameters: said.parameters ?? {},
    trigger: said.trigger ?? [],
    relevant: truth("relevant"),
    calculation: METADATA[said.type] ?? (asked ? (settled && said.default?.[0] === "lit" ? tree("default") : null) : tree(said.repeat ? "count" : "calculation")),
    triggered: said.trigger ? tree("calculation") : null,
    constraint: lazily(() => truth("constraint"), said.constraint),
    locked: said.readonly === true ? always : truth("readonly"),
    unanswerable: settled && !said.default,
    required: truth("required"),
    filter: lazily(() => truth("choice_filter"), said.choice_filter),
    from: said.choices_from ? compilePart(said.choices_from, FUNCTIONS) : null,
    initial: tree("default"),
    peeks: said.children && said.relevant ? hiddenIn(said, readsOf(said.relevant, [])) : [],
    readers: [],
  };
}

function always() {
  return true;
}

/** @param {any} group @param {[string, number][]} reads @returns {string[]} its hidden answers among them: nobody types those */
function hiddenIn(group, reads) {
  const hidden = group.children.filter((/** @type {any} */ child) => child.type === "hidden" && !child.relevant && !child.calculation);
  const paths = new Set(hidden.map((/** @type {any} */ child) => child.path));
  return reads.map(([path]) => path).filter((path) => paths.has(path));
}

/**
 * Compiled when it is first asked: most answers of a large form are never given, and so never judged.
 * @param {() => Truth | null} compile @param {unknown} tree
 * @returns {Truth | null}
 */
function lazily(compile, tree) {
  /** @type {Truth | null | undefined} */
  let compiledOnce;
  return tree ? (frame) => (compiledOnce ??= compile())?.(frame) ?? true : null;
}

/**
 * What a tree reads: the path, and how many repeats the reader shares with what it means; "" for the clock.
 * @param {Tree} tree @param {string[]} chain the repeats around the reader @param {boolean} [candidate] in a predicate over instances
 * @param {[string, number][]} [found] takes them
 * @returns {[string, number][]}
 */
function readsOf(tree, chain, candidate = false, found = []) {
  const [node, first, second] = tree;
  const shared = (/** @type {number} */ up) => (candidate ? 0 : chain.length - up);
  if (node === "ref") found.push([first, shared(second ?? 0)]);
  if (node === "position" && !candidate) found.push([chain[chain.length - 1 - first] ?? "", shared(first + 1)]);
  if (node === "nodes") for (const path of [second, ...tree.slice(3).map(([, step]) => step)]) found.push([path, shared(first)]);
  if (node === "call" && TIMED.has(first)) found.push(["", 0]);
  const within = candidate || node === "step" || node === "outer";
  for (const part of node === "regex" ? [first] : tree) if (Array.isArray(part)) readsOf(part, chain, within, found);
  return found;
}
