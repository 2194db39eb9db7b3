/**
 * The exercise that people answer: a question, a place for the answer, a verdict at once, and help step by step.
 *
 * The question arrives packed, with all that judges an answer, so that it works without a kernel and nobody reads the
 * answer by accident. Numbers are read and judged as `infogap.exercises.typed` and `judging` do it in Python.
 *
 * @typedef {{unit: string, decimals: number, scale: number, words: Object<string, number>}} Reading
 * @typedef {{text: string, said: string}} Choice
 * @typedef {{title: string, lines: {reason: string, mathml: string}[], result: string}} Worked
 * @typedef {{kind: string, name: string, heading: string, story: string, ask: string, accepts: string, right: number,
 *   tolerance: number, reading: ?Reading, answer: string, given: string[][], choices: Choice[],
 *   diagnoses: {value: number, said: string}[], hints: Worked[], solution: ?Worked, shown: ?Worked,
 *   chart: ?{start: Object, quantity: string, entry: ?number}, text: Object<string, string>}} Question
 */

// Reading what was typed.

const SAID = /^([+-]?) *([^0-9.,+-]*?) *([+-]?) *([0-9.,]+(?:e[+-]?[0-9]+)?) *([^0-9]*)$/u;
const ENDLESS = ["infinite", "infinity", "inf", "∞"];

/** Text with one kind of minus sign, of digit and of space, and no space or quote inside a number. */
function plainText(answer) {
  const text = answer.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim().replace(/[−–—‐‑]/g, "-");
  return text.replace(/(?<=[0-9])[ '’](?=[0-9]{3}(?![0-9]))/g, "");
}

/** The beginning of what was typed, as a sentence quotes it. */
const shortened = (text) => [...text.replace(/\s+/g, " ").trim()].slice(0, 40).join("");

/**
 * Read an answer.
 * @param {string} answer
 * @param {Reading} reading
 * @param {Object<string, string>} text
 * @returns {{value?: number, problem?: string}} the number as people write it, or what is wrong with it
 */
export function readAnswer(answer, reading, text) {
  const said = plainText(answer);
  const shown = { answer: shortened(answer), advice: text.advice };
  if (!said) return { problem: filled(text.empty, shown) };
  if ([text.never, ...ENDLESS].includes(said.replace(/^\+/, ""))) return { value: Infinity };
  const match = said.match(SAID);
  if (!match) return { problem: filled(text.not_a_number, shown) };
  const [, sign, before, minus, number, after] = match;
  const words = [before.trim(), after.replace(/^[ .]+|[ .]+$/g, "")];
  const stranger = words.find((word) => word && !(word in reading.words));
  if (stranger) return { problem: filled(text.other_unit, { ...shown, asked: text.asked, word: shortened(stranger) }) };
  const [digits, power] = number.split("e");
  const { point, meanings } = pointOnly(digits);
  if (meanings) return { problem: filled(text.two_meanings, { ...shown, ...meanings }) };
  if (!point) return { problem: filled(text.not_a_number, shown) };
  const parts = words.reduce((product, word) => product * (reading.words[word] ?? 1), 1);
  const size = Number(point + (power ? `e${power}` : "")) / parts;
  return { value: [sign, minus].includes("-") ? -size : size };
}

/** The digits with a point before the decimals and nothing else between them; or both of their meanings. */
function pointOnly(digits) {
  if (/^[1-9][0-9]{0,2},[0-9]{3}$/.test(digits)) {
    return { meanings: { thousands: digits.replace(",", ""), decimal: digits.replace(",", ".") } };
  }
  const [decimal, other] = marksOf(digits);
  const [whole, ...parts] = digits.split(decimal);
  const part = parts.join(decimal);
  const groups = whole.includes(other) ? new RegExp(`^[0-9]{1,3}(\\${other}[0-9]{3})+$`) : /^[0-9]*$/;
  const good = groups.test(whole) && /^[0-9]*$/.test(part) && (whole || part);
  return good ? { point: `${whole.replaceAll(other, "") || "0"}.${part || "0"}` } : {};
}

/** Which mark stands before the decimals, and which one between thousands: the former comes once, and last. */
function marksOf(digits) {
  const commaIsLast = digits.lastIndexOf(",") > digits.lastIndexOf(".");
  const last = commaIsLast ? "," : ".";
  const comesOnce = digits.indexOf(last) === digits.lastIndexOf(last);
  return commaIsLast === comesOnce ? [",", "."] : [".", ","];
}

// Judging.

const AS_WRITTEN = 5e-4;
const NEARLY = 0.01;
const POWERS = [10, 100, 1000, 0.1, 0.01, 0.001];

/** The kernel's `Infinity` is no JSON: it travels as text. */
const numberOf = (value) => Number(value);

/**
 * Judge an answer: the number that was typed, or the place of the choice that was made.
 * @param {Question} question
 * @param {string} answer
 * @returns {{right: boolean, said: string}}
 */
export function judge(question, answer) {
  return question.choices.length ? judgeChoice(question, answer) : judgeNumber(question, answer);
}

function judgeChoice({ choices, right, text }, answer) {
  const choice = answer.trim() === "" ? undefined : choices[Number(answer)];
  return choice ? { right: Number(answer) === right, said: choice.said } : { right: false, said: text.choose_first };
}

function judgeNumber(question, answer) {
  const { value, problem } = readAnswer(answer, question.reading, question.text);
  if (problem) return { right: false, said: problem };
  const right = numberOf(question.right);
  const good = value === right || Math.abs(value - right) <= question.tolerance * (1 + 1e-9);
  if (good) return { right: true, said: filled(question.text.right, { answer: question.answer }) };
  return { right: false, said: known(question, value) || slipped(question, value, right) || far(question, value, right) };
}

function known({ diagnoses, tolerance }, value) {
  const distances = diagnoses.map((wrong) => ({ ...wrong, far: Math.abs(value - wrong.value) }));
  const near = distances.filter((wrong) => wrong.far <= Math.max(tolerance, AS_WRITTEN * Math.abs(wrong.value)));
  return near.length ? near.reduce((best, wrong) => (wrong.far < best.far ? wrong : best)).said : "";
}

function slipped({ tolerance, text }, value, right) {
  const room = Math.max(tolerance, AS_WRITTEN * Math.abs(right));
  if (!Number.isFinite(right) || right === 0) return "";
  if (Math.abs(value + right) <= room) return text.wrong_sign;
  if (Math.abs(value - right) <= NEARLY * Math.abs(right)) return text.nearly;
  return POWERS.some((power) => Math.abs(value - right * power) <= room * power) ? text.wrong_point : "";
}

const far = ({ text }, value, right) => (value > right ? text.too_large : text.too_small);

// What is shown. Mathematics arrives as markup: only MathML's own elements, and attributes that draw, are taken from it.

const MATHML = "http://www.w3.org/1998/Math/MathML";
const DRAWING = ["columnalign", "columnspacing", "display", "displaystyle", "fence", "form", "largeop", "linethickness", "lspace",
  "mathvariant", "maxsize", "minsize", "movablelimits", "rowspacing", "rspace", "separator", "stretchy", "width"];
const anyMath = maker(MATHML);

function mathOf(markup) {
  const math = new DOMParser().parseFromString(markup ?? "", "text/html").querySelector("math");
  return math ? [mathCopy(math)] : [];
}

function mathCopy(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.namespaceURI !== MATHML || !/^m[a-z]+$/.test(node.localName)) return "";
  const drawing = DRAWING.filter((name) => node.hasAttribute(name)).map((name) => [name, node.getAttribute(name)]);
  return anyMath(node.localName, Object.fromEntries(drawing), ...[...node.childNodes].map(mathCopy));
}

const lineOf = ({ reason, mathml }) => html("li", {}, reason, ...mathOf(mathml));

/** What may be wider than a phone scrolls, by keyboard too. */
const scrolling = (name, ...children) =>
  html("div", { class: "infogap-scroll", role: "group", tabindex: 0, "aria-label": name }, ...children);

/** @param {Worked} worked */
function workedOf({ title, lines, result }) {
  const list = scrolling(title, html("ol", { class: "infogap-steps" }, ...lines.map(lineOf)));
  const end = result ? [html("p", {}, `${title} = `, html("b", {}, result))] : [];
  return html("div", {}, ...(title ? [html("b", {}, title)] : []), list, ...end);
}

function hintOf({ title, lines }) {
  const words = lines.flatMap(({ reason, mathml }) => [reason, ...mathOf(mathml)]);
  return html("div", { class: "infogap-hint" }, scrolling(title, html("b", {}, title), ": ", ...words));
}

/** A label that is its own symbol stands once. */
function givenNumber([label, mathml, text]) {
  const symbol = mathOf(mathml);
  const isSymbol = symbol[0]?.textContent === label;
  return html("span", {}, isSymbol ? "" : `${label} `, ...symbol, " = ", html("b", {}, text));
}

const givenOf = (given) => html("div", { class: "infogap-given" }, ...given.map(givenNumber));

// The parts of a view. The model has the state: what was typed, what was judged, how much help was taken.

function numberAnswer(view, question) {
  const [ask, accepts] = [id(), id()];
  const field = html("input", {
    type: "text", inputmode: "decimal", autocomplete: "off", class: "infogap-answer", "aria-labelledby": ask, "aria-describedby": accepts,
  });
  const label = html("label", { class: "infogap-ask", id: ask }, question.ask);
  const unit = html("span", {}, question.reading.unit);
  const node = html("div", {}, label, html("p", { class: "infogap-accepts", id: accepts }, question.accepts), html("div", { class: "infogap-row" }, field, unit));
  view.listen(field, "input", () => view.set({ answer: field.value }));
  const update = () => {
    if (field.value !== view.model.get("answer")) field.value = view.model.get("answer");
  };
  return { node, update };
}

function choiceAnswer(view, question) {
  const name = id();
  const rows = question.choices.map(({ text }, place) => {
    const input = html("input", { type: "radio", name, value: place });
    view.listen(input, "change", () => view.set({ answer: String(place) }));
    return { input, node: html("label", { class: "infogap-choice-of" }, input, html("span", {}, text)) };
  });
  const legend = html("legend", { class: "infogap-ask" }, question.ask);
  const node = html("fieldset", {}, legend, ...rows.map((row) => row.node));
  const update = () => rows.forEach(({ input }) => (input.checked = input.value === view.model.get("answer")));
  return { node, update };
}

/** The model's own chart, in which one handle moves and no number is in sight. */
function chartAnswer(view, question, calculator) {
  const { start, quantity, entry } = question.chart;
  const frame = html("div", { class: "infogap-bare" });
  const model = plainModel(structuredClone(start));
  const { set } = model;
  const placeIn = (value) => (entry === null ? value : value[entry - 1]);
  const withPlace = (place) => (entry === null ? place : start[quantity].map((other, index) => (index === entry - 1 ? place : other)));
  const { scale } = question.reading;
  model.set = (name, value) => {
    if (name !== quantity) return;
    set(name, withPlace(placeIn(value)));
    view.set({ answer: String(Number((placeIn(model.get(name)) * scale).toPrecision(12))) });
  };
  const widget = calculator();
  widget.initialize({ model });
  view.atEnd(widget.render({ model, el: frame }));
  view.atEnd(keptStill(frame, (handle) => handle.dataset.quantity === quantity && (entry === null || Number(handle.dataset.entry) === entry)));
  const ask = html("p", { class: "infogap-ask" }, question.ask);
  const accepts = html("p", { class: "infogap-accepts" }, question.accepts);
  const update = () => {
    const answer = view.model.get("answer");
    if (answer !== "") set(quantity, withPlace(Number(answer) / scale));
  };
  return { node: html("div", {}, ask, accepts, frame), update };
}

/** All handles but the one that is asked for stay where they are; the chart makes them when it knows its size. */
function keptStill(frame, isAsked) {
  const still = () =>
    frame.querySelectorAll(".infogap-handle:not(.infogap-still)").forEach((handle) => {
      if (isAsked(handle)) return;
      handle.classList.add("infogap-still");
      setAttributes(handle, { tabindex: null, role: null, "aria-label": null, "aria-hidden": "true" });
    });
  const observer = new MutationObserver(still);
  observer.observe(frame, { childList: true, subtree: true });
  still();
  return () => observer.disconnect();
}

function answerPart(view, question, calculator) {
  if (question.chart) return chartAnswer(view, question, calculator);
  return question.choices.length ? choiceAnswer(view, question) : numberAnswer(view, question);
}

function button(view, words, attributes, act) {
  const node = html("button", { type: "button", class: "infogap-do", ...attributes }, words);
  view.listen(node, "click", () => node.hasAttribute("aria-disabled") || act());
  return node;
}

function helpPart(view, question) {
  const { hints, solution, text } = question;
  const shown = html("div", { class: "infogap-help", "aria-live": "polite" });
  const hint = button(view, "", {}, () => view.set({ hints: Math.min(hints.length, view.model.get("hints") + 1) }));
  const solve = button(view, text.solution, {}, () => view.set({ revealed: true }));
  const update = () => {
    const taken = Math.min(hints.length, view.model.get("hints"));
    hint.hidden = hints.length === 0;
    hint.textContent = filled(text.hint, { number: Math.min(hints.length, taken + 1), count: hints.length });
    setAttributes(hint, { "aria-disabled": taken >= hints.length ? "true" : null });
    const tried = view.model.get("checked") !== "" || taken >= hints.length;
    setAttributes(solve, { "aria-disabled": tried ? null : "true", title: tried ? null : text.try_first });
    while (shown.childElementCount < taken) shown.append(hintOf(hints[shown.childElementCount]));
    const isShown = shown.querySelector(".infogap-solution");
    if (view.model.get("revealed") && solution && !isShown) {
      shown.append(html("div", { class: "infogap-solution" }, workedOf(solution)));
    }
  };
  return { buttons: [hint, solve], shown, update };
}

function verdictPart(view, question) {
  const node = html("p", { class: "infogap-verdict", role: "status" });
  const update = () => {
    const answer = view.model.get("checked");
    const verdict = answer === "" ? null : judge(question, answer);
    const said = verdict ? verdict.said : "";
    if (node.textContent !== said) node.textContent = said;
    setAttributes(node, { "data-right": verdict ? String(verdict.right) : null });
  };
  return { node, update };
}

/** What the parts share: the model, one way to change it, and everything that has to be undone at the end. */
function exerciseView(model) {
  const ending = new AbortController();
  const ends = [() => ending.abort()];
  return {
    model,
    listen: (target, type, act, options) => target.addEventListener(type, act, { signal: ending.signal, ...options }),
    atEnd: (act) => ends.push(act),
    end: () => ends.forEach((act) => act()),
    set(changes) {
      for (const [name, value] of Object.entries(changes)) model.set(name, value);
      model.save_changes();
    },
  };
}

const STATE = ["answer", "checked", "hints", "revealed"];

function followState(view, update) {
  const events = STATE.map((name) => `change:${name}`);
  events.forEach((event) => view.model.on(event, update));
  view.atEnd(() => events.forEach((event) => view.model.off(event, update)));
}

/** A question that was not answered is not judged: an empty check says so instead. */
const CHECKED_NOTHING = " ";

function arrangeExercise(view, question, calculator) {
  const answer = answerPart(view, question, calculator);
  const verdict = verdictPart(view, question);
  const help = helpPart(view, question);
  const check = html("button", { class: "infogap-do infogap-main" }, question.text.check);
  const form = html("form", { class: "infogap-form" }, answer.node, html("div", { class: "infogap-row" }, check, ...help.buttons));
  view.listen(form, "submit", (event) => {
    event.preventDefault();
    view.set({ checked: view.model.get("answer") || CHECKED_NOTHING });
  });
  const title = html("div", { class: "infogap-title", id: id(), role: "heading", "aria-level": 3 }, question.heading);
  const before = [
    ...(question.story ? [html("p", {}, question.story)] : []),
    ...(question.given.length ? [givenOf(question.given)] : []),
    ...(question.shown ? [workedOf(question.shown)] : []),
  ];
  const sheet = html("div", { class: "infogap-sheet" }, title, ...before, form, verdict.node, help.shown);
  const root = html("div", { class: "infogap-widget infogap-exercise", role: "group", "aria-labelledby": title.id }, sheet);
  return { root, update: () => [answer, verdict, help].forEach((part) => part.update()) };
}

async function unpackedQuestion(packed) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

/**
 * Make the widget module of exercises; `calculator` is the module's maker of the model whose chart an answer is given on.
 * @param {{style: string, calculator?: () => Object}} made
 */
export function exercise({ style, calculator: chart }) {
  return () => ({
    async render({ model, el }) {
      const question = await unpackedQuestion(model.get("question"));
      const view = exerciseView(model);
      const { root, update } = arrangeExercise(view, question, chart);
      root.prepend(html("style", {}, style));
      keepKeysOfControls(root, view);
      followState(view, update);
      el.append(root);
      update();
      tellHost();
      return () => {
        view.end();
        root.remove();
      };
    },
  });
}
