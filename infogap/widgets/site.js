/**
 * Run the calculators and exercises of a lesson's page. Each has a place that says what it is, and in it a picture or a text
 * that stands there until the script runs, and on paper.
 */

/** What an address such as `#clv.margin=300&clv.years=5` says of one model. */
function saidOf(model) {
  const start = `${model}.`;
  const all = [...new URLSearchParams(location.hash.slice(1))];
  return all.filter(([name]) => name.startsWith(start)).map(([name, value]) => [name.slice(start.length), value]);
}

const isNamed = ({ dataset }) => dataset.values !== undefined && saidOf(dataset.model).length > 0;

function mountPlace(place, models, ask) {
  const { model, values, question } = place.dataset;
  const widget = models[model];
  if (values !== undefined) return live(place, widget, JSON.parse(values), () => saidOf(model));
  const state = { question, answer: "", checked: "", hints: 0, revealed: false };
  return ask(widget)().render({ model: plainModel(state), el: place });
}

/** Where one cannot run, its picture stays, and the others run. */
async function mounted(place, models, ask) {
  try {
    await mountPlace(place, models, ask);
    place.classList.add("infogap-alive");
  } catch (problem) {
    reportError(problem);
  }
}

/**
 * Run all that is live on this page.
 * @param {Object<string, () => Object>} models the modules of the calculators, by model
 * @param {(widget: ?(() => Object)) => (() => Object)} ask makes the exercises' module
 */
export async function mountAll(models, ask) {
  const places = [...document.querySelectorAll(".infogap-live")];
  await Promise.all(places.map((place) => mounted(place, models, ask)));
  // What runs is not as high as its picture: what the address names is brought into view again.
  (document.querySelector(":target") ?? places.find(isNamed))?.scrollIntoView();
}
