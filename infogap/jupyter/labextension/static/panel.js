/** The side panel: a search field, calculators by topic, and lessons. */

import { pictures } from "./pictures.js";

const STYLE = new URL("panel.css", import.meta.url);

/**
 * Return an element.
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Return one of our own pictures; none of them comes from outside. */
function picture(name) {
  const node = element("span", { class: "infogap-panel-picture", "aria-hidden": "true" });
  node.innerHTML = pictures[name] ?? pictures.line;
  return node;
}

/** Group entries by their topic, in the order in which they come. */
function byTopic(models) {
  const groups = new Map();
  for (const model of models) groups.set(model.topic, [...(groups.get(model.topic) ?? []), model]);
  return groups;
}

/** The panel's content. */
export class Panel {
  /**
   * @param {{trans: object, catalogue: {models: object[], lessons: object[]}}} host
   * @param {{insert: Function, create: Function, open: Function}} actions
   */
  constructor({ trans, catalogue }, actions) {
    this.trans = trans;
    this.actions = actions;
    this.search = this.searchField();
    this.said = element("p", { class: "infogap-panel-said", role: "status" });
    this.offer = element("div", { class: "infogap-panel-offer" });
    this.entries = [];
    this.firstLesson = null;
    const list = element("div", { class: "infogap-panel-list" }, ...this.calculators(catalogue.models));
    if (catalogue.lessons.length) list.append(this.lessons(catalogue.lessons));
    this.node = element(
      "div",
      { class: "infogap-panel" },
      element("link", { rel: "stylesheet", href: STYLE.href }),
      this.search,
      this.said,
      this.offer,
      list,
    );
  }

  searchField() {
    const { trans } = this;
    const words = trans.__("Search calculators and lessons");
    const field = element("input", { type: "search", class: "infogap-panel-search", placeholder: words });
    field.setAttribute("aria-label", words);
    field.addEventListener("input", () => this.filter(field.value));
    return field;
  }

  calculators(models) {
    return [...byTopic(models)].map(([topic, group]) =>
      this.section(
        topic || this.trans.__("More calculators"),
        group.map((model) => this.entry(model.picture, model, model.summary, () => this.choose(model))),
      ),
    );
  }

  lessons(lessons) {
    const { trans } = this;
    const entries = lessons.map((lesson) => {
      const time = lesson.minutes === null ? trans.__("A short tour") : trans.__("%1 minutes", lesson.minutes);
      return this.entry("lesson", lesson, time, () => this.read(lesson));
    });
    this.firstLesson = entries[0].item.firstChild;
    return this.section(trans.__("Lessons: each opens as a copy of your own"), entries);
  }

  section(title, entries) {
    const list = element("ul", {}, ...entries.map((entry) => entry.item));
    const section = element("section", {}, element("h3", {}, title), list);
    for (const entry of entries) entry.words = `${entry.words} ${title}`.toLowerCase();
    return section;
  }

  /** A model is found by its Python name in every language, a lesson by its file's. */
  entry(drawn, { title, name, file }, line, act) {
    const text = element("span", {}, element("strong", {}, title), element("span", {}, line));
    const button = element("button", { type: "button" }, picture(drawn), text);
    button.addEventListener("click", act);
    const made = { item: element("li", {}, button), words: `${title} ${line} ${name ?? file}` };
    this.entries.push(made);
    return made;
  }

  /** Show only the entries that hold every word of the search. */
  filter(text) {
    const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
    for (const { item, words } of this.entries) item.hidden = !wanted.every((word) => words.includes(word));
    for (const section of this.node.querySelectorAll("section")) {
      section.hidden = !section.querySelector("li:not([hidden])");
    }
    const found = this.entries.filter(({ item }) => !item.hidden).length;
    this.say(found ? "" : this.trans.__("Nothing found for “%1”.", text.trim()));
  }

  /** Insert a model's calculator, or offer a notebook to insert it into. */
  async choose(model) {
    this.offer.replaceChildren();
    this.say(this.trans.__("Inserting: %1", model.title));
    const outcome = await this.actions.insert(model);
    if (outcome === "no notebook") this.offerNotebook(model);
    else this.say(this.answer(outcome, model));
  }

  answer(outcome, { title }) {
    const { trans } = this;
    const answers = {
      done: trans.__("Inserted: %1", title),
      failed: trans.__("The new cell could not be run; it says why."),
      "no infogap": trans.__("This kernel has no infogap: run %pip install infogap in a cell, then try again."),
    };
    return answers[outcome];
  }

  offerNotebook(model) {
    const { trans } = this;
    const button = element("button", { type: "button" }, trans.__("New notebook with this calculator"));
    button.addEventListener("click", async () => {
      this.offer.replaceChildren();
      await this.actions.create();
      await this.choose(model);
    });
    this.say(trans.__("No notebook is open."));
    this.offer.replaceChildren(button);
    button.focus();
  }

  /** Open a copy of a lesson, and return the widget that shows it. */
  async read(lesson) {
    this.offer.replaceChildren();
    try {
      const { name, opened } = await this.actions.open(lesson);
      this.say(this.trans.__("Opened your copy: %1", name));
      return opened;
    } catch (problem) {
      this.say(this.trans.__("The lesson could not be opened: %1", problem.message));
    }
  }

  say(text) {
    this.said.textContent = text;
  }

  /** Put the focus where someone begins: on the search, or on the first lesson. */
  focus(at) {
    if (at !== "lessons") return this.search.focus();
    this.search.value = "";
    this.filter("");
    return this.firstLesson?.focus();
  }
}
