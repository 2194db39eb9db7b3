/**
 * The calculator that people touch: one widget module for every model, which arrives as data.
 *
 * Numbers go one way. A control or a handle sets a quantity in the model; the model says that it changed; the same frame
 * evaluates the formulas and brings every part up to date. Parts keep no numbers of their own.
 *
 * @typedef {{scale: number, prefix: string, suffix: string, one: ?string, decimals: number, infinite: string}} Format
 * @typedef {{name: string, symbol: string, label: string, kind: "number"|"array"|"choice", default: any, colour: number,
 *   low: ?number, high: ?number, low_open: boolean, high_open: boolean, integer: boolean, slider: number[], format: Format,
 *   group: ?string, least: number, most: number, total: ?number, options: string[][], shown_when: ?string}} Quantity
 * @typedef {{label: string, format: Format, low: ?string, high: ?string, ticks: ?string, zero: boolean}} Axis
 * @typedef {{kind: string, low?: string, high?: string, points?: number, of?: string}|null} Over
 * @typedef {{low: number, high: number}} Range
 * @typedef {{left: number, top: number, width: number, height: number}} Box
 * @typedef {{node: Element, update: (values: Object) => void, forget?: () => void}} Part what a view is made of
 * @typedef {Object} View all that the parts of one view share; `render` makes it
 */

const MINUS = "\u2212";
const MISSING = "—";
const MOST_POINTS = 200;
const PAUSE_BETWEEN_SAVES = 100;
const PAUSE_BEFORE_SPEECH = 500;
const PAUSE_OF_NOTICE = 2000;
const PATIENCE = 2000;
const MOST_ENTRIES = 1000;
const MOST_LETTERS = 60;
const MOST_DECIMALS = 12;
// Beyond these an axis cannot be divided: floating point has no room for it.
const [LEAST, MOST] = [1e-290, 1e290];

// Numbers, as people write and read them.

/**
 * Write a number with its unit; the same as `Format.write` in Python.
 * @param {number} value
 * @param {Format} how
 */
export function format(value, { scale, prefix, suffix, one, decimals, infinite }) {
  if (typeof value !== "number" || Number.isNaN(value)) return MISSING;
  const size = Math.abs(value * scale);
  if (size === Infinity) return value > 0 ? infinite : MINUS + infinite;
  const digits = size >= 1e15 ? size.toExponential(3) : withCommas(fixed(size, decimals));
  const sign = value < 0 && /[1-9]/.test(digits) ? MINUS : "";
  return sign + prefix + digits + (digits === "1" ? one ?? suffix : suffix);
}

const withCommas = (digits) => digits.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ",");

/**
 * Python may have computed the last digits differently, so the number is first rid of them. And Python rounds an exact half
 * to the even digit, `toFixed` upwards: 2.5 is "2" there and "3" here.
 */
function fixed(computed, decimals) {
  const size = clean(computed, 14);
  const rounded = size.toFixed(decimals);
  const exact = size.toFixed(decimals + 21);
  const halfRoundedUp = /[13579]$/.test(rounded) && /50{20}$/.test(exact);
  return halfRoundedUp ? exact.slice(0, -21).replace(/\.$/, "") : rounded;
}

/** Write a number as it stands in a formula: six significant digits, parentheses if negative. */
export function plain(value) {
  if (typeof value !== "number" || Number.isNaN(value)) return MISSING;
  const size = Math.abs(value);
  const digits = size === Infinity ? "∞" : String(clean(size, 6));
  return value < 0 ? `(${MINUS}${digits})` : digits;
}

/** Rid a number of what binary arithmetic left in its last digits. */
const clean = (value, digits = 12) => Number(value.toPrecision(digits));

/** Write a number as it stands in a field: what was typed stays, what was computed is rounded. */
export function fieldText(value, { scale, decimals }) {
  const exact = clean(value * scale);
  return String(exact === clean(exact, 9) ? exact : Number(exact.toFixed(decimals)));
}

/** Read what was typed, NaN if it is no number; a unit and thousands' commas may be in it, as copied from a result. */
export function parse(text, { scale, prefix, suffix }) {
  const bare = text.trim().replace(MINUS, "-").replace(prefix, "").replace(suffix.trim(), "").trim();
  const digits = bare.replace(/^(-?\d{1,3})((,\d{3})+)(?=\.|$)/, (whole) => whole.replaceAll(",", ""));
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits)) return NaN;
  const value = Number(digits);
  return Number.isFinite(value) ? clean(value / scale, 15) : NaN;
}

/** Bring a number onto a slider's steps. */
export function snap(value, [low, high, step]) {
  const onStep = low + Math.round((value - low) / step) * step;
  return clean(value <= low ? low : value >= high ? high : Math.min(onStep, high));
}

/** Whether a number belongs to a quantity's domain. */
export function belongs(value, { low, high, low_open, high_open, integer }) {
  if (!Number.isFinite(value)) return false;
  const above = low === null || (low_open ? value > low : value >= low);
  const below = high === null || (high_open ? value < high : value <= high);
  return above && below && (!integer || Number.isInteger(value));
}

/** Say what is expected of a quantity that got `value`. */
function expected(value, quantity, text) {
  const { low, high, low_open, high_open, integer, format: unit } = quantity;
  if (!Number.isFinite(value) || (integer && !Number.isInteger(value))) return integer ? text.whole_number : text.number;
  const unitOfEnd = (digits) => (digits === "1" ? unit.one ?? unit.suffix : unit.suffix);
  const written = (end) => unit.prefix + fieldText(end, unit) + unitOfEnd(fieldText(end, unit));
  const ends = [];
  if (low !== null) ends.push(filled(low_open ? text.above : text.at_least, { low: written(low) }));
  if (high !== null) ends.push(filled(high_open ? text.below : text.at_most, { high: written(high) }));
  return ends.length === 2 ? filled(text.and, { first: ends[0], second: ends[1] }) : ends[0];
}

/**
 * What is wrong with a value that came from elsewhere, such as a saved notebook: what was expected, and what arrived.
 * @returns {?any[]}
 */
function misfit(value, quantity, text) {
  const { kind, options, least, total } = quantity;
  const names = kind === "choice" && options.map(([name]) => name);
  if (names) return names.includes(value) ? null : [names.join(", "), value];
  if (kind === "number") return belongs(value, quantity) ? null : [expected(value, quantity, text), value];
  if (!Array.isArray(value)) return [text.list, value];
  const { length } = value;
  if (length < least || length > MOST_ENTRIES) return [filled(text.long, { least, most: MOST_ENTRIES }), length];
  const stranger = value.findIndex((entry) => !belongs(entry, quantity));
  if (stranger >= 0) return [expected(value[stranger], quantity, text), value[stranger]];
  const adds = total === null || Math.abs(sumOf(value) - total) < 1e-9;
  return adds ? null : [filled(text.sum, { total }), sumOf(value)];
}

/** Whether each array is as long as the others of its group. */
const matches = ({ name, group }, spec, values) =>
  !group || spec.quantities.every((other) => other.group !== group || values[other.name]?.length === values[name].length);

/** Say what is wrong with the values of a state, if anything is; what Python sets one after the other may be at odds for a moment. */
function wrongIn(values, spec, text) {
  const say = (quantity, [must, arrived]) => filled(text.refused, { problem: complaint(quantity, must, arrived, text) });
  for (const quantity of spec.quantities) {
    const wrong = misfit(values[quantity.name], quantity, text);
    if (wrong) return { message: say(quantity, wrong), unusable: true };
  }
  const odd = spec.quantities.find((quantity) => !matches(quantity, spec, values));
  return odd ? { message: say(odd, [text.alike, values[odd.name].length]), unusable: false } : null;
}

function complaint({ label }, must, arrived, text) {
  const said = typeof arrived === "string" ? arrived.trim() : JSON.stringify(arrived) ?? "";
  const short = said.length > MOST_LETTERS ? `${said.slice(0, MOST_LETTERS)}…` : said;
  return filled(text.out_of_domain, { label: capital(label), expected: must, arrived: short || MISSING });
}

/** Change one entry of an array; if the entries have a total, the others share the rest in proportion. */
export function withEntry(array, index, value, total = null) {
  const others = array.filter((_, other) => other !== index);
  if (total !== null && others.length === 0) return [total];
  const shared = total === null ? others : withTotal(others, total - value);
  return [...shared.slice(0, index), value, ...shared.slice(index)];
}

const sumOf = (array) => array.reduce((left, right) => left + right, 0);

function withTotal(array, total) {
  const sum = sumOf(array);
  return array.map((entry) => clean(sum > 0 ? (entry / sum) * total : total / array.length));
}

/** What `make` makes of 0, 1, 2 … */
const counted = (length, make) => Array.from({ length }, (_, index) => make(index));

// Axes.

function roundStep(span, most, whole) {
  const least = span / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= least * 0.999999) * power;
  return whole ? Math.max(1, Math.round(step)) : step;
}

/** The round numbers between two ends, about `most` of them. */
export function ticks(low, high, most, whole = false) {
  const step = roundStep(high - low, most, whole);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return counted(Math.max(0, count), (index) => clean((first + index) * step));
}

/** Widen a range to round numbers; one that is a single number, but for rounding, gets a width. */
export function widened({ low, high }, most) {
  const half = Math.abs(low) / 2;
  if (high - low < LEAST && half < LEAST) return widened({ low: 0, high: 1 }, most);
  if (high - low <= 1e-9 * half) return widened({ low: low - half, high: high + half }, most);
  const step = roundStep(high - low, most, false);
  return { low: clean(Math.floor(low / step + 1e-9) * step), high: clean(Math.ceil(high / step - 1e-9) * step) };
}

/**
 * Choose an axis' ends: held ones only grow, others stay while the data fit into them and use enough of them.
 * @param {?Range} present
 * @param {Range} wanted
 * @param {{held: boolean, exact: boolean, widen: (range: Range) => Range}} how
 */
export function fitted(present, wanted, { held, exact, widen }) {
  if (!(present?.high > present?.low)) return widen(wanted);
  const both = { low: Math.min(wanted.low, present.low), high: Math.max(wanted.high, present.high) };
  const leaves = both.low < present.low || both.high > present.high;
  if (held) return leaves ? widen(both) : present;
  const small = wanted.high - wanted.low < 0.4 * (present.high - present.low);
  return leaves || small || exact ? widen(wanted) : present;
}

/** The values that a running variable takes. */
export function running(over, valueAt, values) {
  if (over === null) return [undefined];
  if (over.kind === "each") return values[over.of].map((_, index) => index + 1);
  const low = valueAt(over.low);
  const whole = over.kind === "whole";
  const span = whole ? Math.floor(valueAt(over.high) - low + 1e-9) : valueAt(over.high) - low;
  if (!(span >= 0 && span < Infinity)) return [];
  const count = whole ? Math.min(span + 1, MOST_POINTS) : over.points;
  const place = (index) => low + (span * index) / Math.max(1, count - 1);
  return counted(count, (index) => (whole ? Math.round(place(index)) : place(index)));
}

// Words, and the nodes they stand in.

/** Attributes that give a node a quantity's colour, and light it up together with the quantity's other nodes. */
const coloured = (quantity) =>
  quantity ? { "data-quantity": quantity.name, style: `--infogap-colour: var(--infogap-colour-${quantity.colour % 8})` } : {};

const LETTERS = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma tau"
  + " upsilon phi chi psi omega";
const GREEK = Object.fromEntries(LETTERS.split(" ").map((name, index) => [name, String.fromCodePoint(0x3b1 + index)]));

/** Turn a simple LaTeX symbol, such as `x_0` or `1-\alpha`, into text and `<sub>`. */
function symbolNodes(latex) {
  const letters = latex.replace(/\\(\w+) ?/g, (_, name) => GREEK[name] ?? "").replaceAll("-", MINUS);
  const parts = letters.matchAll(/([_^])(?:\{([^}]*)\}|(.))|([^_^]+)/g);
  return [...parts].map(([, mark, group, single, text]) =>
    mark ? html(mark === "_" ? "sub" : "sup", {}, (group ?? single).replace(/[{}]/g, "")) : text.replace(/[{}]/g, ""),
  );
}

const symbolOf = (quantity) =>
  html("span", { class: "infogap-symbol", ...coloured(quantity) }, ...symbolNodes(quantity.symbol));

const writtenParts = ({ values: parts }, view, values, i) =>
  Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, format(view.functions[part.value](values, i), part.format)]),
  );

/** A text with its present numbers. */
const textOf = (text, view, values, i) => filled(text.template, writtenParts(text, view, values, i));

/** A text with its present numbers set off from the words. */
function textNodes(text, view, values) {
  const written = writtenParts(text, view, values);
  return text.template.split(/(\{\w+\})/).map((piece) => {
    const name = piece.match(/^\{(\w+)\}$/)?.[1];
    return name in written ? html("b", coloured(view.quantity[text.values[name].quantity]), written[name]) : piece;
  });
}

// State: the model has it all. What was undone is kept beside the model, for all of its views.

/**
 * The module's specification, with the title and the labels that a calculator has of its own. They travel as text: a saved notebook
 * would write data one entry a line.
 */
function specOf(model, spec) {
  const { title, labels } = JSON.parse(model.get("wording") || "{}") ?? {};
  const text = (own, usual) => (typeof own === "string" ? own : usual);
  const quantities = spec.quantities.map((quantity) => ({ ...quantity, label: text(labels?.[quantity.name], quantity.label) }));
  return { ...spec, title: text(title, spec.title), quantities };
}

function valuesOf(model, spec) {
  return Object.fromEntries(spec.quantities.map(({ name, default: initial }) => [name, model.get(name) ?? initial]));
}

const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);

function newHistory(model, spec) {
  const start = valuesOf(model, spec);
  const axes = { x: null, y: null };
  const now = { recorded: start, saved: {}, unsaved: {}, unheard: {}, axes, views: new Set(), editing: false, changed: false, held: false };
  return { past: [], future: [], start, ...now };
}

/** Record what was done since the last record as one step. */
function record({ model, spec, history }) {
  const present = valuesOf(model, spec);
  history.changed = false;
  if (same(present, history.recorded)) return;
  history.past.push(history.recorded);
  history.future = [];
  history.recorded = present;
}

/** Go one step along: from the past into the future, or back. */
function travel(view, from, to) {
  record(view);
  const { history } = view;
  if (history[from].length === 0) return;
  history[to].push(history.recorded);
  history.recorded = history[from].pop();
  view.edit(history.recorded);
  history.changed = false;
}

function reset(view) {
  view.edit(defaultsOf(view.spec));
  record(view);
}

const defaultsOf = (spec) => Object.fromEntries(spec.quantities.map(({ name, default: initial }) => [name, initial]));

/** What somebody else changed, in Python, moves the point from which the next step is undone. */
function followOthers({ model, spec, history }) {
  if (!history.editing && !history.changed) history.recorded = valuesOf(model, spec);
}

/** Evaluate the requirements, then the formulas; `failed` is the requirement that does not hold. */
export function evaluate(spec, functions, quantities) {
  const values = { ...quantities };
  const failed = spec.requirements.find(({ holds }) => !functions[holds](values));
  if (!failed) for (const name of spec.order) values[name] = functions[name](values);
  return { values, failed };
}

/**
 * Call a function soon, and at most once a pause; the last call always gets through, at the latest when it is ended. Not at
 * once: a message takes as long as a drawing, which goes before it.
 */
function throttled(call, pause) {
  let timer = null;
  let waiting = false;
  const again = () => {
    timer = waiting ? setTimeout(again, pause) : null;
    if (waiting) call();
    waiting = false;
  };
  const request = () => {
    waiting = true;
    timer ??= setTimeout(again);
  };
  const end = () => {
    clearTimeout(timer);
    if (waiting) call();
  };
  return { request, end };
}

/** Call a function once nothing has been requested for a pause. */
function settled(call, pause) {
  let timer = null;
  const end = () => clearTimeout(timer);
  const request = () => {
    end();
    timer = setTimeout(call, pause);
  };
  return { request, end };
}

// Controls.

/** A number field with its message; it asks `accept` for a value's place and keeps what it cannot accept to itself. */
function numberField(view, quantity, attributes, { read, write }) {
  const message = html("span", { class: "infogap-error", id: id(), role: "alert" });
  const field = html("input", { type: "text", inputmode: "decimal", autocomplete: "off", class: "infogap-field", ...attributes });
  let shown;
  const complain = (words) => {
    message.textContent = words;
    setAttributes(field, { "aria-invalid": words ? "true" : null, "aria-describedby": words ? message.id : null });
  };
  const typed = () => {
    const value = parse(field.value, quantity.format);
    const good = belongs(value, quantity);
    complain(good ? "" : complaint(quantity, expected(value, quantity, view.text), field.value, view.text));
    if (good) write((shown = value));
  };
  const show = (value) => {
    if (value === shown) return;
    shown = value;
    field.value = fieldText(value, quantity.format);
    complain("");
  };
  const finish = () => {
    if (!field.hasAttribute("aria-invalid")) field.value = fieldText(shown, quantity.format);
    record(view);
    view.request();
  };
  view.listen(field, "input", typed);
  view.listen(field, "change", finish);
  return { field, message, update: (values) => show(read(values)), forget: () => (shown = undefined) };
}

/** What stands beside a field: the unit without its spaces. */
const unitOf = ({ prefix, suffix }) => (prefix + suffix).trim();

function numberControl(view, quantity) {
  const slider = html("input", { type: "range", name: quantity.name, id: id(), ...coloured(quantity) });
  const { field, message, ...entry } = numberField(
    view,
    quantity,
    { name: `${quantity.name}-field`, "aria-label": `${quantity.label} ${unitOf(quantity.format)}`.trim() },
    { read: (values) => values[quantity.name], write: (value) => view.edit({ [quantity.name]: value }) },
  );
  const unit = html("span", { class: "infogap-unit", "aria-hidden": "true" }, unitOf(quantity.format));
  const label = html("label", { class: "infogap-label", for: slider.id }, ...named(quantity));
  const node = html("div", { class: "infogap-control", "data-quantity": quantity.name }, label, field, unit, slider, message);
  const range = [...quantity.slider];
  const update = (values) => {
    entry.update(values);
    showOnSlider(slider, range, values[quantity.name], quantity.format);
  };
  listenToSlider(view, slider, quantity);
  return { node, update, forget: entry.forget };
}

/** A label and its symbol, unless the label is the symbol. */
const named = (quantity) =>
  quantity.label === quantity.symbol ? [symbolOf(quantity)] : [capital(quantity.label), "\u00a0", symbolOf(quantity)];

/** A value beyond an end moves that end; `range` keeps it, so that the slider can come back. */
function showOnSlider(slider, range, value, unit) {
  const [low, high, step] = range;
  if (value > high) range[1] = clean(low + Math.ceil((value - low) / step) * step);
  if (value < low) range[0] = clean(high - Math.ceil((high - value) / step) * step);
  setAttributes(slider, { min: range[0], max: range[1], step, "aria-valuetext": format(value, unit) });
  slider.value = value;
}

/** The browser puts a slider's ends on its steps, which may be just outside the domain: those are left where they were. */
function listenToSlider(view, slider, quantity) {
  view.listen(slider, "pointerdown", () => view.hold());
  view.listen(slider, "input", () => {
    const value = clean(slider.valueAsNumber);
    if (belongs(value, quantity)) view.edit({ [quantity.name]: value });
    view.request();
  });
  view.listen(slider, "change", () => view.release());
}

function choiceControl(view, quantity) {
  const options = quantity.options.map(([value, words]) => html("option", { value }, words));
  const select = html("select", { name: quantity.name, id: id(), ...coloured(quantity) }, ...options);
  const label = html("label", { class: "infogap-label", for: select.id }, ...named(quantity));
  view.listen(select, "change", () => {
    if (!select.value) return;
    view.edit({ [quantity.name]: select.value });
    record(view);
  });
  const node = html("div", { class: "infogap-control infogap-choice", "data-quantity": quantity.name }, label, select);
  return { node, update: (values) => (select.value = values[quantity.name]) };
}

/** One table for all arrays of one length; a row for each index. */
function arrayControl(view, arrays) {
  const { text } = view;
  const heads = arrays.map((quantity) => html("th", { scope: "col", "data-quantity": quantity.name }, ...headOf(quantity)));
  const body = html("tbody");
  const more = html("button", { type: "button", class: "infogap-add" }, `+ ${text.add_row}`);
  const head = html("thead", {}, html("tr", {}, html("td"), ...heads, html("td")));
  const node = html("div", { class: "infogap-array" }, html("table", {}, head, body), more);
  let rows = [];
  const update = (values) => {
    const { length } = values[arrays[0].name];
    while (rows.length > length) rows.pop().node.remove();
    while (rows.length < length) rows.push(append(body, arrayRow(view, arrays, rows.length)));
    rows.forEach((row) => row.update(values));
    setAttributes(more, { "aria-disabled": mayGrow(arrays, values) ? null : "true" });
  };
  view.listen(more, "click", () => changeRows(view, arrays, mayGrow, withRow));
  return { node, update, forget: () => rows.forEach((row) => row.forget()) };
}

function append(parent, part) {
  parent.append(part.node);
  return part;
}

function headOf(quantity) {
  const unit = unitOf(quantity.format);
  return [...named(quantity), unit && ` (${unit})`];
}

const mayGrow = (arrays, values) => arrays.every(({ name, most }) => values[name].length < most);
const mayShrink = (arrays, values) => arrays.every(({ name, least }) => values[name].length > least);

/** Quick clicks come before the button shows that there is no more to do, so the present values are asked. */
function changeRows(view, arrays, isAllowed, change) {
  const values = valuesOf(view.model, view.spec);
  if (!isAllowed(arrays, values)) return;
  view.edit(Object.fromEntries(arrays.map((quantity) => [quantity.name, change(values[quantity.name], quantity)])));
  record(view);
}

/** A new row goes on as the last two did; where there is a total it takes nothing from the others. */
function withRow(array, { total, slider }) {
  if (total !== null) return [...array, 0];
  const [previous = 0, last = previous] = array.slice(-2);
  return [...array, snap(2 * last - previous, slider)];
}

const withoutRow = (index) => (array, { total }) => {
  const rest = array.filter((_, other) => other !== index);
  return total === null ? rest : withTotal(rest, total);
};

function arrayRow(view, arrays, index) {
  const entries = arrays.map((quantity) => arrayEntry(view, quantity, index));
  const name = filled(view.text.remove_row, { row: index + 1 });
  const remove = html("button", { type: "button", class: "infogap-remove", "aria-label": name, title: name }, "×");
  const cells = entries.map(({ field, message }, column) =>
    html("td", { "data-quantity": arrays[column].name }, field, message),
  );
  const node = html("tr", {}, html("th", { scope: "row" }, String(index + 1)), ...cells, html("td", {}, remove));
  const update = (values) => {
    entries.forEach((entry) => entry.update(values));
    setAttributes(remove, { "aria-disabled": mayShrink(arrays, values) ? null : "true" });
  };
  view.listen(remove, "click", () => changeRows(view, arrays, mayShrink, withoutRow(index)));
  return { node, update, forget: () => entries.forEach((entry) => entry.forget()) };
}

function arrayEntry(view, quantity, index) {
  const { name, label, total } = quantity;
  return numberField(
    view,
    quantity,
    { name: `${name}[${index}]`, "aria-label": `${label} ${index + 1}` },
    {
      read: (values) => values[name][index],
      write: (value) => view.edit({ [name]: withEntry(view.model.get(name), index, value, total) }),
    },
  );
}

/** A control for each quantity, in order; arrays of one group share theirs. */
function controls(view) {
  const { quantities } = view.spec;
  const grouped = (quantity) => quantities.filter((other) => other === quantity || (quantity.group && other.group === quantity.group));
  return quantities.flatMap((quantity) => {
    if (quantity.kind !== "array") return [shownWhen(view, quantity, CONTROLS[quantity.kind](view, quantity))];
    const arrays = grouped(quantity);
    return arrays[0] === quantity ? [arrayControl(view, arrays)] : [];
  });
}

const CONTROLS = { number: numberControl, choice: choiceControl };

function shownWhen(view, quantity, part) {
  if (!quantity.shown_when) return part;
  const update = (values) => {
    part.node.hidden = !view.functions[quantity.shown_when](values);
    part.update(values);
  };
  return { ...part, update };
}

// The formula, with its present numbers.

/** Mathematics is code like the functions: the only markup that is parsed. */
function parsed(markup) {
  const template = document.createElement("template");
  template.innerHTML = markup;
  return document.importNode(template.content, true);
}

function formula(view, mathml) {
  const primary = view.spec.outputs.find((output) => output.primary) ?? view.spec.outputs[0];
  const node = html("div", { class: "infogap-formula", role: "group", tabindex: 0, "aria-label": primary.label });
  const choice = view.spec.quantities.find(({ kind }) => kind === "choice");
  let shown;
  let sums = [];
  const update = (values) => {
    const wanted = choice ? values[choice.name] : "";
    if (wanted !== shown) {
      node.replaceChildren(parsed(mathml[(shown = wanted)] ?? ""));
      for (const part of node.querySelectorAll("[data-quantity]")) {
        setAttributes(part, coloured(view.quantity[part.dataset.quantity]));
      }
      sums = [...node.querySelectorAll("[data-each]")].map(repeated);
    }
    sums.forEach((sum) => sum(values));
    fillFormula(node, view, values);
  };
  return { node, update };
}

/** Repeat what stands in a row for each index, joined by plus signs. */
function repeated(row) {
  const pattern = [...row.childNodes];
  const plus = () => document.createElementNS(row.namespaceURI, "mo");
  return (values) => {
    const { length } = values[row.dataset.each];
    if (Number(row.dataset.length) === length) return;
    row.dataset.length = length;
    row.replaceChildren();
    for (let index = 1; index <= length; index += 1) {
      if (index > 1) row.appendChild(plus()).textContent = "+";
      row.append(...pattern.map((part) => part.cloneNode(true)));
      row.querySelectorAll("[data-index='i']").forEach((number) => (number.dataset.index = index));
    }
  };
}

function fillFormula(node, view, values) {
  for (const part of node.querySelectorAll("[data-quantity], [data-output], [data-when]")) {
    const { quantity, output, index, when } = part.dataset;
    if (when) part.style.display = view.functions[when](values) ? "" : "none";
    if (part.localName !== "mn") continue;
    const value = values[output ?? quantity];
    part.textContent = plain(index ? value[index - 1] : value);
  }
}

// The chart: first its points, then its axes, then what is drawn with them.

const GAP = 8;
const LINE_HEIGHT = 15;
const TAIL = 12;

/** @returns {(value: number) => number} a straight scale, with its inverse */
function linear({ low, high }, start, end) {
  const scale = (value) => start + ((value - low) / (high - low)) * (end - start);
  scale.invert = (pixel) => low + ((pixel - start) / (end - start)) * (high - low);
  return scale;
}

const endOf = ({ x2, y2 }) => ({ x: x2, y: y2 });
const fits = (value) => Math.abs(value) < MOST;
const isFinitePoint = ({ x, y }) => fits(x) && fits(y);
const hasFiniteEnds = (point) => isFinitePoint(point) && isFinitePoint(endOf(point));
const fromZero = { bars: true, area: true };

/** The points of a mark where it is drawn; a second coordinate that is not given is the first, or 0 under bars and areas. */
function pointsOf(mark, values, valueAt) {
  const point = (i) => {
    const at = (key) => (key ? valueAt(key, i) : undefined);
    const [x, y] = [at(mark.x), at(mark.y)];
    return { i, x, y, x2: mark.x2 ? at(mark.x2) : x, y2: mark.y2 ? at(mark.y2) : fromZero[mark.kind] ? 0 : y };
  };
  return running(mark.over, valueAt, values).filter((i) => !mark.when || valueAt(mark.when, i)).map(point);
}

const usesAxis = ({ over, x, x2 }) => [over?.low, over?.high, x, x2].some((key) => key?.startsWith("axis."));

/** Marks over the whole axis follow the ends that the others give it. Views of one calculator have the same axes. */
function measured(view, state, values) {
  const { axes } = view.history;
  const { marks, x, y } = view.spec.chart;
  const ends = {};
  const valueAt = (key, i) => (key in ends ? ends[key] : view.functions[key](values, i));
  const early = marks.map((mark) => (usesAxis(mark) ? null : pointsOf(mark, values, valueAt)));
  const across = marks.flatMap((mark, index) => (early[index] ?? []).flatMap((point) => acrossOf(mark, point)));
  state.x = axes.x = fit(view, x, axes.x, across, valueAt, state.size.width / 80);
  Object.assign(ends, { "axis.x.low": state.x.low, "axis.x.high": state.x.high });
  const points = marks.map((mark, index) => early[index] ?? pointsOf(mark, values, valueAt));
  state.y = axes.y = fit(view, y, axes.y, points.flat().flatMap((point) => [point.y, point.y2]), valueAt, state.size.height / 48);
  return points;
}

const acrossOf = ({ kind, width = 0.6 }, { x, x2 }) => (kind === "bars" ? [x - width / 2 - 0.2, x + width / 2 + 0.2] : [x, x2]);

function fit(view, axis, present, coordinates, valueAt, most) {
  const finite = coordinates.filter(fits).concat(axis.zero ? [0] : []);
  const data = finite.length ? { low: Math.min(...finite), high: Math.max(...finite) } : { low: 0, high: 1 };
  const given = { low: axis.low && valueAt(axis.low), high: axis.high && valueAt(axis.high) };
  const held = view.history.held && present !== null;
  // An end that follows what is dragged would run away from the pointer.
  const end = (name) => (given[name] !== null && fits(given[name]) && !held ? given[name] : data[name]);
  const wanted = { low: end("low"), high: end("high") };
  const whole = axis.ticks === "whole";
  const widen = (range) => {
    if (whole && range.low < range.high) return range;
    const round = widened(range, most);
    const keeps = (name) => given[name] !== null && range.low < range.high;
    return { low: keeps("low") ? range.low : round.low, high: keeps("high") ? range.high : round.high };
  };
  const exact = whole || (given.low !== null && given.high !== null);
  return fitted(present, wanted, { held, exact, widen });
}

/** Where the axes lie in the frame, in pixels: the labels on the left need room. */
function plotOf(view, state) {
  const { x, y } = view.spec.chart;
  const { width, height } = state.size;
  const [top, bottom] = [y.label ? 26 : 10, height - (x.label ? 42 : 24)];
  const across = labelled(ticks(state.y.low, state.y.high, (bottom - top) / 42, y.ticks === "whole"), y.format);
  const left = Math.max(0, ...across.map(({ text }) => state.measure(text))) + GAP;
  const right = width - TAIL;
  const candidates = labelled(ticks(state.x.low, state.x.high, 8, x.ticks === "whole"), x.format);
  const widest = Math.max(1, ...candidates.map(({ text }) => state.measure(text)));
  const most = Math.min(8, (right - left) / (widest + 18));
  const down = labelled(ticks(state.x.low, state.x.high, most, x.ticks === "whole"), x.format);
  const scales = { x: linear(state.x, left, right), y: linear(state.y, bottom, top) };
  return { left, right, top, bottom, across, down, ...scales, at: ({ x, y }) => ({ x: scales.x(x), y: scales.y(y) }) };
}

/** Ticks closer together than the format's last digit get the digits that tell them apart, or a power of ten. */
function labelled(values, how) {
  const step = values.length > 1 ? (values[1] - values[0]) * how.scale : 1;
  const decimals = Math.max(how.decimals, -Math.floor(Math.log10(step) + 1e-9));
  const write = (value) => (decimals > MOST_DECIMALS ? plain(value * how.scale) : format(value, { ...how, decimals }));
  return values.map((value) => ({ value, text: write(value) }));
}

const px = (value) => Math.round(Math.max(-1e5, Math.min(1e5, value)) * 10) / 10;

const words = (text, x, y, attributes) => svg("text", { x: px(x), y: px(y), class: "infogap-tick", ...attributes }, text);

function scenery(view, state, plot) {
  const { x, y } = view.spec.chart;
  const { left, right, top, bottom } = plot;
  const rows = plot.across.flatMap(({ value, text }) => {
    const height = px(plot.y(value));
    const ends = { x1: px(left), x2: px(right), y1: height, y2: height };
    const line = svg("line", { ...ends, class: value === 0 ? "infogap-zero" : "infogap-grid" });
    return [line, words(text, left - GAP, height + 4, { "text-anchor": "end" })];
  });
  const columns = plot.down.map(({ value, text }) => {
    const half = state.measure(text) / 2;
    return words(text, Math.min(plot.x(value), state.size.width - half), bottom + 18, { "text-anchor": "middle" });
  });
  const names = [
    y.label && words(y.label, 0, top - 14, {}),
    x.label && words(x.label, right, bottom + 36, { "text-anchor": "end" }),
  ];
  return [...rows, ...columns, ...names.filter(Boolean)];
}

const look = (view, { style, colour }, kind) => ({
  class: `infogap-mark infogap-${kind} infogap-${style}`,
  ...coloured(view.quantity[colour]),
});

const isSegments = (mark) => Boolean(mark.x2 || mark.y2);

/** How each kind of mark is drawn: nodes made of its points. */
const DRAW = {
  line(view, mark, points, plot) {
    const path = isSegments(mark) ? segments(points, plot) : polyline(points, plot);
    const line = svg("path", { d: path, "clip-path": plot.clip, ...look(view, mark, "line") });
    return mark.dots ? [line, ...DRAW.dots(view, { ...mark, style: "solid" }, points, plot)] : [line];
  },
  area(view, mark, points, plot) {
    const outline = polyline([...points, ...points.map(endOf).reverse()].filter(isFinitePoint), plot);
    return [svg("path", { d: outline && `${outline}Z`, "clip-path": plot.clip, ...look(view, mark, "area") })];
  },
  bars(view, mark, points, plot) {
    return points.filter(hasFiniteEnds).map((point) => {
      const { left, top, width, height } = barBox(mark, point, plot);
      const box = { x: px(left), y: px(top), width: px(width), height: px(height), rx: 2 };
      return svg("rect", { ...box, "clip-path": plot.clip, ...look(view, mark, "bars") });
    });
  },
  dots(view, mark, points, plot) {
    if (mark.handle) return [];
    const r = mark.style === "ring" ? 8 : mark.kind === "line" ? 3.5 : 5;
    const circle = ({ x, y }) => svg("circle", { cx: px(x), cy: px(y), r, ...look(view, mark, "dots") });
    return points.filter((point) => isInside(point, plot)).map(plot.at).map(circle);
  },
  rule(view, mark, points, plot) {
    return points.map((point) => {
      const [start, end] = ruleEnds(mark, point, plot);
      return svg("line", { x1: px(start.x), y1: px(start.y), x2: px(end.x), y2: px(end.y), ...look(view, mark, "line") });
    });
  },
  text: () => [],
};

function isInside(point, plot) {
  const { x, y } = plot.at(point);
  return x >= plot.left - 1 && x <= plot.right + 1 && y >= plot.top - 1 && y <= plot.bottom + 1;
}

function barBox({ width = 0.6 }, { x, y, y2 }, plot) {
  const [left, right] = [plot.x(x - width / 2), plot.x(x + width / 2)];
  const [top, bottom] = [plot.y(Math.max(y, y2)), plot.y(Math.min(y, y2))];
  return { left, top, width: Math.max(1, right - left), height: bottom - top };
}

function ruleEnds(mark, point, plot) {
  const { x, y } = plot.at(point);
  return mark.x ? [{ x, y: plot.bottom }, { x, y: plot.top }] : [{ x: plot.left, y }, { x: plot.right, y }];
}

const written = ({ x, y }) => `${px(x)} ${px(y)}`;

const segments = (points, plot) =>
  points
    .filter(hasFiniteEnds)
    .map((point) => `M${written(plot.at(point))}L${written(plot.at(endOf(point)))}`)
    .join("");

/** A line through the points, with a gap where there is none. */
function polyline(points, plot) {
  const pen = (index) => (index > 0 && isFinitePoint(points[index - 1]) ? "L" : "M");
  return points.map((point, index) => (isFinitePoint(point) ? pen(index) + written(plot.at(point)) : "")).join("");
}

// Labels stand on their marks, where they hide least.

/** The pixels of a mark that a label should not cover. */
function pixelsOf(mark, points, plot) {
  if (mark.kind === "bars") return points.filter(hasFiniteEnds).flatMap((point) => insideBar(barBox(mark, point, plot)));
  if (mark.kind === "rule") return points.flatMap((point) => between(...ruleEnds(mark, point, plot)));
  const finite = points.filter(isFinitePoint);
  const pixels = finite.map(plot.at);
  const dots = mark.kind === "dots" || mark.dots ? pixels.flatMap(around) : [];
  if (mark.kind !== "line") return dots;
  const from = isSegments(mark) ? finite.map(endOf).map(plot.at) : [pixels[0], ...pixels];
  return [...dots, ...pixels.flatMap((pixel, index) => between(from[index], pixel))];
}

const AROUND = [-7, 0, 7].flatMap((right) => [-7, 0, 7].map((down) => [right, down]));
const around = ({ x, y }) => AROUND.map(([right, down]) => ({ x: x + right, y: y + down }));

function between(start, end) {
  const steps = Math.min(200, Math.ceil(Math.hypot(end.x - start.x, end.y - start.y) / GAP) || 0);
  const at = (share) => ({ x: start.x + (end.x - start.x) * share, y: start.y + (end.y - start.y) * share });
  return counted(steps, (step) => at((step + 1) / steps));
}

function insideBar({ left, top, width, height }) {
  const columns = [0.1, 0.5, 0.9].map((share) => left + width * share);
  return columns.flatMap((x) => between({ x, y: top }, { x, y: top + height }));
}

const CHOSEN = { start: () => 0, middle: (last) => last / 2, end: (last) => last };
const halfway = (start, end) => ({ x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 });
const ALONG = { start: (start) => start, middle: halfway, end: (_, end) => end };

/** The pixel that a label belongs to, and the running value there. */
function anchorOf(mark, points, plot) {
  const reaches = (point) => (mark.kind === "rule" ? true : isFinitePoint(point) && isInside(point, plot));
  const visible = points.filter(reaches);
  if (visible.length === 0) return null;
  const chosen = CHOSEN[mark.label_at](visible.length - 1);
  const [one, other] = [visible[Math.floor(chosen)], visible[Math.ceil(chosen)]];
  const { i } = one;
  if (mark.kind === "rule") return { i, ...ALONG[mark.label_at](...ruleEnds(mark, one, plot)) };
  const [at, end] = [halfway(plot.at(one), plot.at(other)), halfway(plot.at(endOf(one)), plot.at(endOf(other)))];
  if (mark.kind === "area") return { i, ...halfway(at, end) };
  return { i, ...(mark.kind === "line" && isSegments(mark) ? ALONG[mark.over ? "middle" : mark.label_at](at, end) : at) };
}

const SIDES = {
  above: (at, width) => ({ left: at.x - width / 2, top: at.y - GAP - LINE_HEIGHT }),
  below: (at, width) => ({ left: at.x - width / 2, top: at.y + GAP }),
  left: (at, width) => ({ left: at.x - GAP - 2 - width, top: at.y - LINE_HEIGHT / 2 }),
  right: (at) => ({ left: at.x + GAP + 2, top: at.y - LINE_HEIGHT / 2 }),
};
const CORNERS = [["above", "left"], ["above", "right"], ["below", "left"], ["below", "right"]];
const FLIPPED = { above: "below", below: "above", left: "right", right: "left" };
const SHIFTS = [1, -1, 2, -2, 3, -3, 4, -4].map((lines) => lines * LINE_HEIGHT);

/** All boxes that would do for a label, the most wanted first, each inside the frame. */
function boxesFor(at, side, width, plot) {
  const wanted = [...new Set([side, FLIPPED[side], ...Object.keys(SIDES)])].map((name) => SIDES[name](at, width));
  const corners = CORNERS.map(([row, column]) => ({ left: SIDES[column](at, width).left, top: SIDES[row](at, width).top }));
  const inside = ({ left, top }) => ({
    left: Math.max(plot.left + 2, Math.min(left, plot.right - width)),
    top: Math.max(plot.top - 10, Math.min(top, plot.bottom - LINE_HEIGHT - 1)),
    width,
    height: LINE_HEIGHT,
  });
  const shifted = SHIFTS.map((shift) => ({ left: wanted[0].left, top: wanted[0].top + shift }));
  return [...wanted, ...corners, ...shifted].map(inside);
}

const startsBefore = (one, other) => one.left < other.left + other.width && one.top < other.top + other.height;
const overlap = (one, other) => startsBefore(one, other) && startsBefore(other, one);

const covers = ({ left, top, width, height }) => ({ x, y }) => x > left - 3 && x < left + width + 3 && y > top && y < top + height;

/** Take the box that hides least; the first of equals. */
function placed(boxes, taken, pixels) {
  const cost = (box, index) =>
    1000 * taken.filter((other) => overlap(box, other)).length + 3 * pixels.filter(covers(box)).length + index;
  const costs = boxes.map(cost);
  return boxes[costs.indexOf(Math.min(...costs))];
}

function labels(view, state, plot, points, values) {
  const { marks } = view.spec.chart;
  const pixels = marks.flatMap((mark, index) => pixelsOf(mark, points[index], plot));
  const taken = [];
  return marks.flatMap((mark, index) => {
    const at = mark.label && anchorOf(mark, points[index], plot);
    if (!at) return [];
    const text = textOf(mark.label, view, values, at.i);
    const box = placed(boxesFor(at, mark.label_side ?? "above", state.measure(text), plot), taken, pixels);
    taken.push(box);
    return [words(text, box.left, box.top + 12, { ...coloured(view.quantity[mark.colour]), class: "infogap-words" })];
  });
}

// Handles: what is dragged, or moved by the arrow keys. They outlive a redraw, so they keep the pointer and the focus.

const STEPS = {
  ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
  PageUp: [0, 10], PageDown: [0, -10], Home: [-Infinity, 0], End: [Infinity, 0],
};

/** The quantities that a handle sets, by axis. */
const dragged = (view, { handle }) =>
  ["x", "y"].filter((axis) => handle[axis]).map((axis) => ({ axis, quantity: view.quantity[handle[axis]] }));

const entryOf = (value, i) => (Array.isArray(value) ? value[i - 1] : value);

function moveTo(view, mark, i, place) {
  const changes = {};
  for (const { axis, quantity } of dragged(view, mark)) {
    const { name, kind, total, slider } = quantity;
    const value = snap(place[axis], slider);
    if (!belongs(value, quantity)) continue;
    changes[name] = kind === "array" ? withEntry(view.model.get(name), i - 1, value, total) : value;
  }
  view.edit(changes);
}

function moveBy(view, mark, i, [right, up]) {
  const moved = dragged(view, mark);
  const steps = moved.length === 2 ? { x: right, y: up } : { x: right + up, y: right + up };
  const place = {};
  for (const { axis, quantity } of moved) {
    place[axis] = entryOf(view.model.get(quantity.name), i) + (steps[axis] === 0 ? 0 : steps[axis] * quantity.slider[2]);
  }
  moveTo(view, mark, i, place);
}

function handle(view, state, mark, i) {
  const quantities = dragged(view, mark).map(({ quantity }) => quantity);
  const name = quantities.map(({ label }) => label).join(", ") + (i === undefined ? "" : ` ${i}`);
  const [low, high] = quantities[0].slider;
  const stem = svg("path", { class: "infogap-stem" });
  const target = svg("circle", { r: 12, class: "infogap-target" });
  const node = svg("g", {
    class: "infogap-handle", role: "slider", tabindex: 0, "aria-label": name, "aria-valuemin": low, "aria-valuemax": high,
    "data-entry": i, ...coloured(view.quantity[mark.colour] ?? quantities[0]),
  }, stem, target, svg("circle", { r: 6 }));
  const part = { node, stem, x: 0, y: 0 };
  const update = (values, at) => {
    Object.assign(part, at);
    const numbers = quantities.map((quantity) => entryOf(values[quantity.name], i));
    const said = numbers.map((number, index) => format(number, quantities[index].format)).join(", ");
    setAttributes(node, { transform: `translate(${px(at.x)} ${px(at.y)})`, "aria-valuenow": numbers[0], "aria-valuetext": said });
  };
  listenToHandle(view, state, part, (place) => moveTo(view, mark, i, place), (steps) => moveBy(view, mark, i, steps));
  return { node, part, update };
}

function listenToHandle(view, state, part, move, step) {
  const { node } = part;
  let grip = null;
  view.listen(node, "pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    node.focus({ preventScroll: true });
    node.setPointerCapture(event.pointerId);
    grip = { x: part.x - event.clientX, y: part.y - event.clientY };
    view.hold();
  });
  // The style property touch-action means nothing within an SVG.
  view.listen(node, "touchstart", (event) => event.preventDefault(), { passive: false });
  view.listen(node, "pointermove", (event) => grip && move(state.inverse(event.clientX + grip.x, event.clientY + grip.y)));
  view.listen(node, "lostpointercapture", () => {
    grip = null;
    view.release();
  });
  view.listen(node, "keydown", (event) => {
    if (!(event.key in STEPS) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    step(STEPS[event.key]);
    view.release();
  });
}

/** Keep one handle for each place of each mark, and bring all of them up to date. */
function updateHandles(view, state, places, values) {
  const wanted = new Set(places.map(({ key }) => key));
  for (const [key, { node }] of state.handles) if (!wanted.has(key)) state.handles.delete(key) && node.remove();
  for (const { key, mark, i, at } of places) {
    if (!state.handles.has(key)) state.handles.set(key, append(state.layers.handles, handle(view, state, mark, i)));
    state.handles.get(key).update(values, at);
  }
}

function handlePlaces(view, points, plot) {
  return view.spec.chart.marks.flatMap((mark, index) => {
    if (!mark.handle) return [];
    const where = (point) => (mark.kind === "rule" ? ruleEnds(mark, point, plot)[0] : plot.at(point));
    const places = points[index].map((point) => ({ key: `${index} ${point.i}`, mark, i: point.i, at: where(point) }));
    return places.filter(({ at }) => isFinitePoint(at));
  });
}

// A grid of people, for a chart without axes.

/** The number of rows with which the cells of the grid come out largest, full columns preferred. */
function rowsFor(total, width, height) {
  const size = (rows) => Math.min(width / Math.ceil(total / rows), height / rows) * (total % rows === 0 ? 1 : 0.8);
  const all = counted(Math.min(total, 100), (index) => index + 1);
  return all.reduce((best, rows) => (size(rows) > size(best) ? rows : best));
}

const PERSON = {
  circle: (x, y, r) => `M${px(x - r)} ${px(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  square: (x, y, r) => `M${px(x - r)} ${px(y - r)}h${2 * r}v${2 * r}h${-2 * r}z`,
  ring: (x, y, r) => PERSON.circle(x, y, px(r * 0.85)),
};

/** Who stands where: each group with the first and the last of its people; the rest are faint. */
function groupsOf(view, mark, values) {
  let next = 0;
  const groups = mark.groups.map((group) => {
    const first = next;
    next = Math.min(mark.total, next + Math.max(0, Math.round(view.functions[group.count](values)) || 0));
    return { ...group, first, last: next };
  });
  return [...groups, { first: next, last: mark.total, style: "faint", shape: "circle", colour: null, label: null }];
}

function drawPeople(view, state, values) {
  const mark = view.spec.chart.marks[0];
  const groups = groupsOf(view, mark, values);
  const { width } = state.size;
  const key = peopleKey(view, state, groups, values);
  const top = mark.handle ? 18 : 0;
  const height = state.size.height - top - key.height - 6;
  const rows = rowsFor(mark.total, width, height);
  const cell = { x: width / Math.ceil(mark.total / rows), y: height / rows };
  const r = px(Math.min(cell.x, cell.y) * 0.39);
  const at = (person) => [(Math.floor(person / rows) + 0.5) * cell.x, top + ((person % rows) + 0.5) * cell.y];
  const crowd = groups.map((group) => {
    const people = counted(group.last - group.first, (index) => PERSON[group.shape](...at(group.first + index), r));
    return svg("path", { d: people.join(""), ...personLook(view, group) });
  });
  const words = svg("g", { transform: `translate(0 ${px(top + height + 6)})` }, ...key.nodes);
  const track = svg("line", { x1: 0, x2: width, y1: 8, y2: 8, class: "infogap-zero" });
  state.layers.marks.replaceChildren(...(mark.handle ? [track] : []), ...crowd, words);
  state.inverse = (x) => ({ x: x / width });
  if (mark.handle) updateHandles(view, state, [{ key: "people", mark, at: { x: values[mark.handle.x] * width, y: 8 } }], values);
  state.handles.forEach(({ part }) => part.stem.setAttribute("d", `M0 0V${px(height + 10)}`));
}

const personLook = (view, { style, shape, colour }) =>
  look(view, { style: shape === "ring" ? "outline" : style, colour }, "person");

/** Each group's words, beside one of its people, in lines under the grid. */
function peopleKey(view, state, groups, values) {
  let [x, y] = [0, 0];
  const nodes = groups.filter(({ label }) => label).map((group) => {
    const text = textOf(group.label, view, values);
    const width = state.measure(text) + 30;
    if (x > 0 && x + width > state.size.width + 16) [x, y] = [0, y + 20];
    const person = svg("path", { d: PERSON[group.shape](x + 6, y + 12, 4.5), ...personLook(view, group) });
    const node = svg("g", {}, person, words(text, x + 16, y + 16, { class: "infogap-tick" }));
    x += width;
    return node;
  });
  return { nodes, height: nodes.length ? y + 22 : 0 };
}

// The chart as a part of the view, and its data as a table.

function chart(view) {
  const { title, height, x, marks } = view.spec.chart;
  const [name, description, clip] = [id(), id(), id()];
  const layers = { marks: svg("g", { "aria-hidden": "true" }), handles: svg("g") };
  const [about, clipped] = [svg("desc", { id: description }), svg("rect")];
  const picture = svg("svg", {
    class: "infogap-chart", role: marks.some((mark) => mark.handle) ? "group" : "img", "aria-labelledby": name, "aria-describedby": description,
  }, svg("title", { id: name }, title), about, svg("clipPath", { id: clip }, clipped), layers.marks, layers.handles);
  const frame = html("div", { class: "infogap-frame", style: `--infogap-height: ${height}px` }, picture);
  const table = dataTable(view);
  const state = { x: null, y: null, size: { width: 0, height: 0 }, layers, clipped, clip: `url(#${clip})`, handles: new Map() };
  watchSize(view, state, frame);
  const draw = x ? drawAxes : drawPeople;
  const update = (values, failed, sentence) => {
    picture.classList.toggle("infogap-dimmed", failed);
    if (failed || state.size.width === 0) return;
    about.textContent = sentence;
    draw(view, state, values);
    table.update(values, state);
  };
  return { node: html("div", { class: "infogap-picture" }, frame, table.node), picture, update };
}

function watchSize(view, state, frame) {
  const context = document.createElement("canvas").getContext("2d");
  state.measure = (text) => context.measureText(text).width;
  view.observe(frame, () => {
    state.size = { width: frame.clientWidth, height: frame.clientHeight };
    context.font = `bold 12px ${getComputedStyle(frame).fontFamily}`;
    view.request();
  });
}

function drawAxes(view, state, values) {
  const points = measured(view, state, values);
  const plot = { ...plotOf(view, state), clip: state.clip };
  const { left, right, top, bottom } = plot;
  setAttributes(state.clipped, { x: left - 1, y: top - 2, width: Math.max(0, right - left + 2), height: Math.max(0, bottom - top + 3) });
  const drawn = view.spec.chart.marks.flatMap((mark, index) => DRAW[mark.kind](view, mark, points[index], plot));
  state.layers.marks.replaceChildren(...scenery(view, state, plot), ...drawn, ...labels(view, state, plot, points, values));
  const near = (value, low, high) => Math.max(low - GAP, Math.min(value, high + GAP));
  state.inverse = (x, y) => ({ x: plot.x.invert(near(x, left, right)), y: plot.y.invert(near(y, top, bottom)) });
  updateHandles(view, state, handlePlaces(view, points, plot), values);
}

/** The rows are made when somebody looks. */
function dataTable(view) {
  const { over, columns } = view.spec.chart.table;
  const heads = columns.map(({ label }) => html("th", { scope: "col" }, label));
  const body = html("tbody");
  const scroll = html("div", { class: "infogap-scroll", role: "group", tabindex: 0, "aria-label": view.text.data });
  scroll.append(html("table", {}, html("thead", {}, html("tr", {}, ...heads)), body));
  const node = html("details", { class: "infogap-data" }, html("summary", {}, view.text.data), scroll);
  const update = (values, { x }) => {
    if (!node.open) return;
    const ends = { "axis.x.low": x?.low, "axis.x.high": x?.high };
    const valueAt = (key) => (key in ends ? ends[key] : view.functions[key](values));
    const cell = (i) => (column) => html("td", {}, format(view.functions[column.value](values, i), column.format));
    body.replaceChildren(...running(over, valueAt, values).map((i) => html("tr", {}, ...columns.map(cell(i)))));
  };
  view.listen(node, "toggle", view.request);
  return { node, update };
}

// Results, the sentence, and what is said aloud.

function results(view) {
  const fields = view.spec.outputs.map((output) => {
    const number = html("output", { name: output.name, "aria-live": "off", class: "infogap-number" });
    const size = output.primary ? "infogap-result infogap-primary" : "infogap-result";
    return { ...output, number, node: html("label", { class: size }, number, html("span", {}, output.label)) };
  });
  const node = html("div", { class: "infogap-results", role: "group", "aria-label": view.text.results });
  node.append(...fields.map((field) => field.node));
  const update = (values) => fields.forEach((field) => (field.number.textContent = format(values[field.name], field.format)));
  return { node, update };
}

function sentence(view) {
  const node = html("p", { class: "infogap-sentence" });
  const update = (values, failed) => {
    const said = view.spec.sentences.find(({ when }) => !when || view.functions[when](values));
    node.classList.toggle("infogap-failed", Boolean(failed));
    node.replaceChildren(...(failed ? [failed.message] : said ? textNodes(said, view, values) : []));
  };
  return { node, update };
}

/** A region that only screen readers meet; it waits until the numbers come to rest. */
function speech(view, parts) {
  const node = html("div", { class: "infogap-hidden", "aria-live": "polite" });
  const primary = view.spec.outputs.find((output) => output.primary) ?? view.spec.outputs[0];
  let last = null;
  const speak = settled(() => {
    const number = parts.results.node.querySelector(`[name="${primary.name}"]`).textContent;
    node.textContent = `${capital(primary.label)}: ${number}. ${parts.sentence.node.textContent}`;
    view.root.dispatchEvent(new Event("infogap-rest", { bubbles: true }));
  }, PAUSE_BEFORE_SPEECH);
  const update = (values) => {
    const now = JSON.stringify(values);
    if (last !== null && now !== last) speak.request();
    last = now;
  };
  view.atEnd(speak.end);
  return { node, update };
}

// Addresses: what follows the # says which quantities differ from their defaults.

/** The values that an address gives to known quantities, if they can have them and arrays of one group stay of one length. */
function read(address, present, { spec, text }) {
  const said = new URLSearchParams(address);
  const known = spec.quantities.filter(({ name }) => said.has(name));
  const taken = known.map((quantity) => [quantity, fromText(said.get(quantity.name), quantity)]);
  const good = taken.filter(([quantity, value]) => !misfit(value, quantity, text));
  const found = Object.fromEntries(good.map(([{ name }, value]) => [name, value]));
  return Object.fromEntries(
    good.filter(([quantity]) => matches(quantity, spec, { ...present, ...found })).map(([{ name }]) => [name, found[name]]),
  );
}

function fromText(text, { kind }) {
  if (kind === "choice") return text;
  const numbers = text.split(",").map((part) => parse(part, AS_IT_IS));
  return kind === "array" ? numbers : numbers.length === 1 ? numbers[0] : NaN;
}

const AS_IT_IS = { scale: 1, prefix: "", suffix: "" };

// Tools.

const quoted = (value) => (Array.isArray(value) ? `[${value.join(", ")}]` : JSON.stringify(value));

const changed = ({ model, spec }) =>
  Object.entries(valuesOf(model, spec)).filter(([name, value]) => !same(value, defaultsOf(spec)[name]));

const assigned = (view, write) => changed(view).map(([name, value]) => `${name}=${write(value)}`);
const pythonOf = (view) => `ig.${view.spec.name}(${assigned(view, quoted).join(", ")})`;

/**
 * A notebook's address is not this calculator's: there only what follows the # is of use. On a page with several models a
 * value says whose it is.
 */
function linkOf(view) {
  const escaped = (value) => [value].flat().map(encodeURIComponent).join(",");
  const owner = view.root.closest(".infogap-live") ? `${view.spec.name}.` : "";
  const hash = `#${assigned(view, escaped).map((text) => owner + text).join("&")}`;
  const inNotebook = view.root.closest("[class^='jp-'], [class*=' jp-']");
  return inNotebook ? hash : location.href.split("#")[0] + (hash === "#" ? "" : hash);
}

const INLINED = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity",
  "paint-order", "font-family", "font-size", "font-weight"];

/** A copy of the chart that needs no style sheet. */
function selfContained(view) {
  const { picture } = view;
  const { width, height } = picture.getBoundingClientRect();
  const copy = picture.cloneNode(true);
  const originals = picture.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((node, index) => inline(node, getComputedStyle(originals[index])));
  copy.querySelectorAll(".infogap-target").forEach((node) => node.remove());
  const ground = svg("rect", { width: "100%", height: "100%", fill: getComputedStyle(view.root).backgroundColor });
  copy.querySelector("clipPath").before(ground);
  setAttributes(copy, { xmlns: copy.namespaceURI, width, height, viewBox: `0 0 ${width} ${height}`, class: null });
  return { url: svgUrl(new XMLSerializer().serializeToString(copy)), width, height };
}

function inline(node, style) {
  const names = ["class", "style", "tabindex"];
  setAttributes(node, Object.fromEntries(names.map((name) => [name, null])));
  setAttributes(node, Object.fromEntries(INLINED.map((name) => [name, style.getPropertyValue(name)])));
}

function save(name, url) {
  html("a", { href: url, download: name }).click();
}

const svgUrl = (text) => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;

async function savePng(view) {
  const { url, width, height } = selfContained(view);
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = html("canvas", { width: 2 * width, height: 2 * height });
  canvas.getContext("2d").drawImage(image, 0, 0, 2 * width, 2 * height);
  save(`${view.spec.name}.png`, canvas.toDataURL("image/png"));
}

const TOOLS = [
  ["undo", "M6 3 2.5 6.5 6 10M2.5 6.5h7a4 4 0 0 1 0 8H8", (view) => travel(view, "past", "future")],
  ["redo", "M10 3l3.5 3.5L10 10M13.5 6.5h-7a4 4 0 0 0 0 8H8", (view) => travel(view, "future", "past")],
  ["reset", "M3 8a5 5 0 1 0 1.5-3.5L2.5 6.5M2.5 2.5v4h4", reset],
  ["copy_python", "M6 5.5h7.5v8H6zM3.5 10.5h-1v-8h7.5v1", (view) => view.copy(pythonOf(view))],
  ["copy_link", "M7 9a2.5 2.5 0 0 0 3.5 0l2.5-2.5A2.5 2.5 0 0 0 9.5 3l-1 1M9 7a2.5 2.5 0 0 0-3.5 0L3 9.5A2.5 2.5 0 0 0 6.5 13l1-1", (view) => view.copy(linkOf(view))],
  ["download_svg", "M8 2v8M5 7.5l3 3 3-3M2.5 13.5h11", (view) => save(`${view.spec.name}.svg`, selfContained(view).url)],
  ["download_png", "M2.5 3h11v10h-11zM2.5 11l3-3.5 2.5 2.5 2-2 3.5 3.5M10.5 5.5h.01", savePng],
];

function toolbar(view) {
  const { text, history } = view;
  const buttons = Object.fromEntries(TOOLS.map(([name, path, act]) => [name, toolButton(view, text[name], path, act)]));
  const notice = html("span", { class: "infogap-notice", role: "status" });
  const node = html("div", { class: "infogap-tools", role: "group", "aria-label": text.toolbar }, notice, ...Object.values(buttons));
  const allow = (name, allowed) => setAttributes(buttons[name], { "aria-disabled": allowed ? null : "true" });
  const update = () => {
    const present = valuesOf(view.model, view.spec);
    allow("undo", history.past.length > 0 || !same(present, history.recorded));
    allow("redo", history.future.length > 0);
    allow("reset", !same(present, defaultsOf(view.spec)));
  };
  view.copy = copier(view, node, notice);
  return { node, update };
}

function toolButton(view, name, path, act) {
  const icon = svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: path }));
  const button = html("button", { type: "button", class: "infogap-tool", "aria-label": name, title: name }, icon);
  view.listen(button, "click", () => {
    if (button.hasAttribute("aria-disabled")) return;
    act(view);
    view.forget();
    view.request();
  });
  return button;
}

/** Where there is no clipboard, the text is shown, selected and ready to be copied. */
function copier(view, tools, notice) {
  const done = settled(() => (notice.textContent = ""), PAUSE_OF_NOTICE);
  view.atEnd(done.end);
  return async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      notice.textContent = view.text.copied;
      done.request();
    } catch {
      const field = html("input", { class: "infogap-copy", readonly: "", "aria-label": view.text.copy_here });
      field.value = text;
      field.addEventListener("blur", () => field.remove(), { once: true });
      tools.append(field);
      field.select();
    }
  };
}

// Python, where there is one.

/**
 * Every edit asks Python whether it follows; where no answer comes for a while, that is said. Where none ever came, as on a page of its
 * own, nobody waits for one.
 */
function python(view) {
  const { model, text, history } = view;
  const node = html("p", { class: "infogap-python", role: "status" });
  let [met, late, gone, open, timer] = [false, false, false, null, null];
  const say = (words) => {
    if (node.textContent !== words) node.textContent = words;
  };
  const stop = () => {
    clearTimeout(timer);
    timer = null;
  };
  const wait = () => {
    timer ??= setTimeout(worry, PATIENCE);
  };
  const worry = () => {
    late = met;
    if (met) say(text.silent);
  };
  const lose = () => {
    gone = true;
    stop();
    if (!met || open === null) return;
    say(text.gone);
    leave(view);
  };
  const asks = throttled(() => {
    open = Math.random();
    if (gone) return lose();
    try {
      model.send?.({ infogap: open });
      wait();
    } catch {
      lose();
    }
  }, PAUSE_BETWEEN_SAVES);
  /** A host that was out of reach fills the page with what Python had before: what was set here is set again. */
  const insist = () => {
    timer = null;
    view.edit(history.unheard);
    asks.request();
  };
  const answered = () => {
    open = null;
    if (late) {
      late = false;
      timer = setTimeout(insist, PAUSE_BEFORE_SPEECH);
    } else {
      history.unheard = {};
      say("");
    }
  };
  const hear = (said) => {
    if (!Number.isFinite(said?.infogap)) return;
    stop();
    if (open === null || said.infogap === open) answered();
    else wait();
    if (!met) collect(view);
    met = true;
  };
  const events = { "msg:custom": hear, comm_live_update: lose };
  Object.entries(events).forEach(([event, act]) => model.on(event, act));
  view.atEnd(() => Object.entries(events).forEach(([event, act]) => model.off(event, act)));
  view.atEnd(asks.end);
  view.atEnd(stop);
  return { node, ask: asks.request };
}

/** A calculator's place in the notebook: its cell, and a name in it. */
function placeOf(view) {
  const cell = view.root.closest(".jp-Cell");
  const all = [...(cell?.querySelectorAll(".infogap-calculator") ?? [])];
  return { left: cell && (cell.infogapLeft ??= {}), place: `${view.spec.name} ${all.indexOf(view.root)}` };
}

/** What Python did not get waits at the cell for the calculator that the cell makes when it is run again. */
function leave(view) {
  const { left, place } = placeOf(view);
  if (left) left[place] = { start: view.history.start, values: valuesOf(view.model, view.spec) };
}

/** Whoever has changed the cell, gets what the cell now says. */
function collect(view) {
  const { left, place } = placeOf(view);
  const found = left?.[place];
  if (!found) return;
  delete left[place];
  if (!same(found.start, view.history.start)) return;
  view.edit(found.values);
  record(view);
}

// The view as a whole.

/** Everything of the quantity under the pointer, or in focus, lights up together. */
function highlighter(root, view) {
  const lit = { pointer: null, focus: null };
  const show = () => {
    for (const node of root.querySelectorAll("[data-quantity]")) {
      node.classList.toggle("infogap-lit", Object.values(lit).includes(node.dataset.quantity));
    }
  };
  const follow = (type, by, entering) => view.listen(root, type, ({ target }) => {
    const quantity = entering ? target.closest("[data-quantity]")?.dataset.quantity ?? null : null;
    if (quantity === lit[by]) return;
    lit[by] = quantity;
    show();
  });
  follow("pointerover", "pointer", true);
  follow("pointerleave", "pointer", false);
  follow("focusin", "focus", true);
  follow("focusout", "focus", false);
  return () => (lit.pointer ?? lit.focus) !== null && show();
}

/** What the parts of a view share: the model, ways to change it, and everything that has to be undone at the end. */
function makeView(model, made, history, update) {
  const { functions, text } = made;
  const spec = specOf(model, made.spec);
  const ending = new AbortController();
  const save = () => {
    Object.assign(history.saved, history.unsaved);
    history.unsaved = {};
    model.save_changes();
  };
  const saves = throttled(save, PAUSE_BETWEEN_SAVES);
  const ends = [saves.end, () => ending.abort(), () => cancelAnimationFrame(frame)];
  let [frame, waiting] = [null, false];
  const view = {
    model, spec, functions, history, text, editing: false,
    quantity: Object.fromEntries(spec.quantities.map((quantity) => [quantity.name, quantity])),
    listen: (target, type, act, options) => target.addEventListener(type, act, { signal: ending.signal, ...options }),
    atEnd: (act) => ends.push(act),
    end: () => ends.forEach((act) => act()),
    observe(node, act) {
      const observer = new ResizeObserver(act);
      observer.observe(node);
      ends.push(() => observer.disconnect());
    },
    /** Draw at once, so that a key press is answered in its own frame; what comes sooner waits for the next. */
    request() {
      if (frame === null) update();
      view.later(frame !== null);
    },
    later(again = true) {
      waiting ||= again;
      frame ??= requestAnimationFrame(() => {
        const wanted = waiting;
        [frame, waiting] = [null, false];
        if (wanted) update();
      });
    },
    edit(changes) {
      view.editing = history.editing = history.changed = true;
      Object.assign(history.unsaved, changes);
      Object.assign(history.unheard, changes);
      for (const [name, value] of Object.entries(changes)) model.set(name, value);
      view.editing = history.editing = false;
      saves.request();
      view.request();
    },
    hold() {
      history.held = true;
      for (const type of ["pointerup", "pointercancel"]) view.listen(window, type, view.release, { once: true });
    },
    /** No quantity changes, but the axes of all views may move again. */
    release() {
      history.held = false;
      record(view);
      history.views.forEach((each) => each.later());
      view.request();
    },
  };
  return view;
}

/** Python's echo of what was sent may arrive before a later value is; it must not move the slider back. */
function keepUnsaved({ model, history: { saved, unsaved } }) {
  for (const [name, value] of Object.entries(unsaved)) if (same(model.get(name), saved[name])) model.set(name, value);
}

function followModel(view) {
  const onChange = () => {
    if (!view.history.editing) keepUnsaved(view);
    followOthers(view);
    if (!view.editing) view.later();
    if (view.history.editing) view.ask();
  };
  const events = view.spec.quantities.map(({ name }) => `change:${name}`);
  events.forEach((event) => view.model.on(event, onChange));
  view.atEnd(() => events.forEach((event) => view.model.off(event, onChange)));
  view.history.views.add(view);
  view.atEnd(() => view.history.views.delete(view));
  followOthers(view);
}

function partsOf(view, mathml) {
  const parts = {
    controls: controls(view),
    toolbar: toolbar(view),
    formula: formula(view, mathml),
    chart: chart(view),
    results: results(view),
    sentence: sentence(view),
  };
  parts.speech = speech(view, parts);
  parts.python = python(view);
  view.ask = parts.python.ask;
  view.picture = parts.chart.picture;
  view.forget = () => parts.controls.forEach((control) => control.forget?.());
  return parts;
}

function arrange(view, parts) {
  const title = html("div", { class: "infogap-title", id: id() }, view.spec.title);
  const inputs = html("div", { class: "infogap-inputs", role: "group", "aria-label": view.text.inputs });
  inputs.append(...parts.controls.map(({ node }) => node));
  const header = html("div", { class: "infogap-header" }, title, parts.toolbar.node);
  const body = html("div", { class: "infogap-body" }, inputs, parts.chart.node, parts.sentence.node, parts.formula.node);
  const sheet = html("div", { class: "infogap-sheet" }, header, parts.python.node, body, parts.results.node, parts.speech.node);
  const named = { role: "group", lang: view.text.language, "aria-labelledby": title.id };
  return html("div", { class: "infogap-widget infogap-calculator", ...named }, sheet);
}

function updateParts(view, parts) {
  const quantities = valuesOf(view.model, view.spec);
  const wrong = wrongIn(quantities, view.spec, view.text);
  view.root.classList.toggle("infogap-refused", Boolean(wrong?.unusable));
  if (wrong) return refuse(parts, wrong);
  const { values, failed } = evaluate(view.spec, view.functions, quantities);
  const { chart: picture, ...others } = parts;
  others.controls.forEach((control) => control.update(values));
  for (const name of ["toolbar", "formula", "results", "sentence"]) others[name].update(values, failed);
  picture.update(values, Boolean(failed), others.sentence.node.textContent);
  others.speech.update(values);
}

/** Of values that a calculator cannot have it shows none: a message takes their place, and what begins anew. */
function refuse(parts, wrong) {
  parts.toolbar.update();
  parts.results.update({});
  parts.sentence.update({}, wrong);
  parts.chart.update({}, true);
}

function render({ model, el }, made, history) {
  let parts = null;
  const view = makeView(model, made, history, () => {
    updateParts(view, parts);
    view.relight();
  });
  parts = partsOf(view, made.mathml);
  view.root = arrange(view, parts);
  // For the host: what it needs to put a picture of this calculator beside it.
  view.root.infogapPicture = () => ({ ...selfContained(view), python: pythonOf(view) });
  view.root.prepend(html("style", {}, made.style));
  view.relight = highlighter(view.root, view);
  keepKeysOfControls(view.root, view);
  followModel(view);
  el.append(view.root);
  updateParts(view, parts);
  tellHost();
  view.ask();
  return () => {
    view.history.held = false;
    view.end();
    view.root.remove();
  };
}

/** Words that were tampered with are no calculator's. */
function damaged(el, { text, style }, problem) {
  const words = html("p", { class: "infogap-failed", role: "alert" }, filled(text.damaged, { problem: problem.message }));
  el.replaceChildren(html("div", { class: "infogap-widget" }, html("style", {}, style), words));
  return () => el.replaceChildren();
}

/**
 * Make the widget module of one model. The host calls it once for each calculator: it gives every view of one a model object
 * of its own, so what the views share is kept here.
 * @param {{functions: Object<string, (values: Object, i?: number) => (number|boolean)>, mathml: Object<string, string>,
 *   style: string, spec: Object, text: Object<string, string>}} made
 */
export function calculator(made) {
  return () => {
    let history = null;
    return {
      initialize: ({ model }) => void (history = newHistory(model, made.spec)),
      render(context) {
        try {
          return render(context, made, (history ??= newHistory(context.model, made.spec)));
        } catch (problem) {
          return damaged(context.el, made, problem);
        }
      },
      read: (address, present) => read(address, present, made),
    };
  };
}
