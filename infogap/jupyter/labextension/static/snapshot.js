/**
 * A picture of each calculator, with its numbers, in the saved notebook: it stands there for whoever opens the notebook
 * where no calculator can run.
 */

import { WIDGET, outputAt } from "./manager.js";

const PICTURE = "image/png";
const CALCULATOR = ".infogap-calculator";
/** A calculator says so when its numbers have come to rest after a change. */
const REST = "infogap-rest";
const MARGIN = 16;
const LINE = 20;
/** What marks a picture as taken here, so that it may be replaced. */
const TAKEN = "infogap-calculator";
/** Nothing may keep a notebook from being saved for longer. */
const MOST_MILLISECONDS = 2000;

/**
 * Have a notebook saved with a picture of each calculator as it is then. A calculator that is out of sight, and so has no
 * size, keeps the last picture of it.
 * @param {object} panel - the notebook
 * @param {() => boolean} isWanted
 */
export function keepPictures({ content, context, node }, isWanted) {
  const pictures = new Map();
  const take = async (root) => {
    const id = outputAt(content, root)?.data[WIDGET]?.model_id;
    const picture = id && isWanted() && (await pictureOf(root));
    if (picture) pictures.set(id, picture);
  };
  const takeAll = () => Promise.all([...node.querySelectorAll(CALCULATOR)].filter(isAlone).map(take));
  node.addEventListener(REST, ({ target }) => isAlone(target) && take(target).catch(reportError));
  replaceMethod(context, "save", async (save) => {
    await Promise.race([takeAll().catch(reportError), pause(MOST_MILLISECONDS)]);
    return save();
  });
  replaceMethod(context.model, "toJSON", (toJSON) => withPictures(toJSON(), pictures));
}

/** Have an object do something else when it is asked, and give that the way it did it before. */
function replaceMethod(owner, name, act) {
  const before = owner[name];
  owner[name] = (...given) => act(() => before.apply(owner, given));
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** An output with several calculators in a box has no picture: it has one place for it. */
function isAlone(root) {
  const output = root.closest(".jp-OutputArea-output");
  return output?.querySelectorAll(CALCULATOR).length === 1;
}

/** Return a notebook's content with the pictures; one that an author put there stays. */
function withPictures(notebook, pictures) {
  const outputs = notebook.cells.flatMap((cell) => cell.outputs ?? []);
  for (const output of outputs) {
    const picture = pictures.get(output.data?.[WIDGET]?.model_id);
    const isOwn = output.data?.[PICTURE] && !output.metadata?.[PICTURE]?.[TAKEN];
    if (!picture || isOwn) continue;
    output.data = { ...output.data, [PICTURE]: picture.png };
    output.metadata = { ...output.metadata, [PICTURE]: { alt: picture.alt, [TAKEN]: true } };
  }
  return notebook;
}

/** Draw a calculator: its title, results and sentence, the call that gives the same in Python, and its chart. */
async function pictureOf(root) {
  const { url, width, height, python } = root.infogapPicture();
  if (!width || !height) return undefined;
  const said = [...textsOf(root), { text: python, font: "13px monospace" }];
  const chart = Object.assign(new Image(), { src: url });
  await chart.decode();
  const png = drawn(root, said, chart, { width, height });
  return { png, alt: said.map(({ text }) => text.replace(/[.。]?$/, ".")).join(" ") };
}

function textsOf(root) {
  const { fontFamily } = getComputedStyle(root);
  const textOf = (name) => root.querySelector(name).textContent;
  return [
    { text: textOf(".infogap-title"), font: `bold 15px ${fontFamily}` },
    ...[...root.querySelectorAll(".infogap-result")].map((row) => ({ text: resultOf(row), font: `14px ${fontFamily}` })),
    { text: textOf(".infogap-sentence"), font: `13px ${fontFamily}` },
  ];
}

function resultOf(row) {
  return `${row.querySelector("output").textContent}  ${row.querySelector("span").textContent}`;
}

function drawn(root, said, chart, { width, height }) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false });
  const lines = said.flatMap(({ text, font }) => wrapped(context, text, font, width).map((line) => ({ line, font })));
  const top = MARGIN + lines.length * LINE;
  Object.assign(canvas, { width: width + 2 * MARGIN, height: top + height + 2 * MARGIN });
  const { color, backgroundColor } = getComputedStyle(root);
  context.fillStyle = backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  lines.forEach(({ line, font }, place) => {
    Object.assign(context, { fillStyle: color, font, textBaseline: "top" });
    context.fillText(line, MARGIN, MARGIN + place * LINE);
  });
  context.drawImage(chart, MARGIN, top + MARGIN, width, height);
  reduce(context, canvas);
  return canvas.toDataURL(PICTURE).split(",")[1];
}

/** Leave sixteen shades of each colour, which nobody sees and which make the file half as long. */
function reduce(context, { width, height }) {
  const pixels = context.getImageData(0, 0, width, height);
  for (let place = 0; place < pixels.data.length; place += 1) pixels.data[place] = 17 * Math.round(pixels.data[place] / 17);
  context.putImageData(pixels, 0, 0);
}

/** Break a text into lines; Chinese has no spaces, but marks after which a line may end. */
function wrapped(context, text, font, width) {
  context.font = font;
  const lines = [""];
  for (const word of text.split(/(?<=[\s,，。；：、])/)) {
    const longer = lines.at(-1) + word;
    if (context.measureText(longer.trimEnd()).width > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.filter(Boolean);
}
