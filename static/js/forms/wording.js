// The words of a form without the marks of Markdown: for a line of plain text. The twin of plain_of in fieldform/forms/wording.py. Pure.
// Public: plainOf.

const MARKED = /[*_#[<\\$\n\r]/;
const SHOWN = /\$\{(\/[^}]+)\}/g;
/** In this order. @type {[RegExp, string][]} */
const MARKS = [
  [/<\/?(?:span|p|font|div|center)(?:\s[^<>]*)?\/?>/gi, ""],
  [/\\([\\*_#[\]()`$-])/g, "$1"],
  [/\[([^[\]\n]{1,500})\]\(https?:\/\/[^\s()<>"']{1,2000}\)/g, "$1"],
  [/^[ \t]*#{1,6}[ \t]+(.+?)[ \t#]*$/gm, "$1"],
  [/(\*\*|(?<!\w)__)(?=\S)(.{1,2000}?\S|\S)\1(?!\w)/gs, "$2"],
  [/(?<![\w*_])([*_])(?=[^\s*_])([^*_]{0,2000}?[^\s*_]|[^\s*_])\1(?![\w*_])/g, "$2"],
  [/[ \t]*(?:\r\n|\r|\n|<br\s*\/?>)[ \t]*/gi, " "],
];

/** @param {string} text @param {(path: string) => string} [shown] the words of another answer @returns {string} on one line */
export function plainOf(text, shown = () => "") {
  if (!MARKED.test(text)) return text;
  const said = text.replace(SHOWN, (_, path) => shown(path) || "…");
  return MARKS.reduce((words, [mark, kept]) => words.replace(mark, kept), said).split(/\s+/).join(" ").trim();
}
