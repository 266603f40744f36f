/**
 * The page of `tests/bench/enketo.py`: puts a form that was transformed beforehand into the page and starts Enketo's engine on it.
 */
import { Form } from "enketo-core";

const { form, model } = JSON.parse(document.querySelector("script[type='application/json']").textContent);
document.querySelector("main").append(document.createRange().createContextualFragment(form));
const engine = new Form(document.querySelector("form.or"), { modelStr: model }, {});
const problems = engine.init();
if (problems.length > 0) throw new Error(problems.join("\n"));
