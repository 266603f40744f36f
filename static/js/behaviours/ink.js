/**
 * A signature drawn with a finger, a pen or a mouse, with undo and clear; a typed name says the same for who cannot draw. What is drawn
 * stands as text in the input (forms/strokes.js), which then gives its place to the sheet. Public: attend.
 */

import { isInk, SHEET, strokesOf, textOf } from "../forms/strokes.js";

/** @typedef {import("../forms/strokes.js").Stroke} Stroke */

const NEAR = 3;
/** @type {WeakSet<Element>} */
const known = new WeakSet();

/** @param {HTMLElement} ink as templates/macros/controls.html draws it */
export function attend(ink) {
  if (known.has(ink)) return;
  known.add(ink);
  const canvas = ink.querySelector("canvas");
  const input = ink.querySelector("input");
  if (canvas && input) new Ink(ink, canvas, input);
}

class Ink {
  /** @type {Stroke[]} */
  #strokes = [];
  #ink;
  #canvas;
  #input;

  /** @param {HTMLElement} ink @param {HTMLCanvasElement} canvas @param {HTMLInputElement} input */
  constructor(ink, canvas, input) {
    this.#ink = ink;
    this.#canvas = canvas;
    this.#input = input;
    canvas.addEventListener("pointerdown", (event) => this.#begin(event));
    canvas.addEventListener("pointermove", (event) => canvas.hasPointerCapture(event.pointerId) && this.#go(event));
    canvas.addEventListener("pointerup", (event) => canvas.hasPointerCapture(event.pointerId) && this.#keep());
    for (const moment of ["written", "input"]) input.addEventListener(moment, () => this.#read());
    for (const button of ink.querySelectorAll("[data-ink]")) button.addEventListener("click", () => this.#press(button.getAttribute("data-ink") ?? ""));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#draw());
    this.#read();
  }

  #read() {
    this.#strokes = strokesOf(this.#input.value);
    this.#draw();
  }

  /** @param {PointerEvent} event */
  #begin(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.#canvas.setPointerCapture(event.pointerId);
    this.#strokes.push([this.#point(event)]);
    this.#draw();
  }

  /** @param {PointerEvent} event */
  #go(event) {
    const stroke = this.#strokes.at(-1);
    const [x, y] = this.#point(event);
    const [lastX, lastY] = stroke?.at(-1) ?? [x, y];
    if (Math.abs(x - lastX) + Math.abs(y - lastY) < NEAR) return;
    stroke?.push([x, y]);
    this.#draw();
  }

  #keep() {
    this.#input.value = textOf(this.#strokes);
    for (const moment of ["input", "change"]) this.#input.dispatchEvent(new Event(moment, { bubbles: true }));
  }

  /** @param {string} tool */
  #press(tool) {
    this.#strokes = tool === "undo" ? this.#strokes.slice(0, -1) : [];
    this.#keep();
    if (this.#strokes.length === 0) this.#input.focus();
  }

  /** @param {PointerEvent} event @returns {[number, number]} */
  #point(event) {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    return [Math.round(((event.clientX - left) / width) * SHEET.width), Math.round(((event.clientY - top) / height) * SHEET.height)];
  }

  #draw() {
    const inked = this.#strokes.length > 0;
    this.#ink.toggleAttribute("data-inked", inked && (isInk(this.#input.value) || this.#input.value === ""));
    for (const button of this.#ink.querySelectorAll("button")) button.disabled = !inked;
    const pen = this.#canvas.getContext("2d");
    if (!pen) return;
    pen.clearRect(0, 0, SHEET.width, SHEET.height);
    Object.assign(pen, { lineWidth: 3, lineCap: "round", lineJoin: "round", strokeStyle: getComputedStyle(this.#canvas).color });
    for (const stroke of this.#strokes) drawn(pen, stroke);
  }
}

/** @param {CanvasRenderingContext2D} pen @param {Stroke} stroke */
function drawn(pen, stroke) {
  const [first, ...rest] = stroke;
  if (!first) return;
  pen.beginPath();
  pen.moveTo(...first);
  for (const point of rest.length > 0 ? rest : [/** @type {[number, number]} */ ([first[0] + 1, first[1]])]) pen.lineTo(...point);
  pen.stroke();
}
