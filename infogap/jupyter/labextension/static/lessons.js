/** A lesson, opened as a copy that belongs to the reader. */

/**
 * Write a copy of a lesson into the folder that the file browser shows, under a name that is free, and open it.
 * @param {{app: object, trans: object, browser?: object}} host
 * @param {{file: string}} lesson
 * @returns {Promise<{name: string, opened: object}>} the name of the copy, and the widget that shows it
 */
export async function openLesson({ app, trans, browser }, { file }) {
  const answer = await fetch(new URL(`lessons/${file}`, import.meta.url));
  if (!answer.ok) throw new Error(trans.__("%1: expected the lesson, but the server answered %2.", file, answer.status));
  const content = await answer.json();
  const { contents } = app.serviceManager;
  const folder = browser?.model.path ?? "";
  const name = await freeName(contents, folder, file);
  const path = folder ? `${folder}/${name}` : name;
  await contents.save(path, { type: "notebook", format: "json", content });
  return { name, opened: await app.commands.execute("docmanager:open", { path }) };
}

/** Return a name that no file in a folder has. */
async function freeName(contents, folder, file) {
  const taken = new Set((await contents.get(folder)).content.map((entry) => entry.name));
  const stem = file.replace(/\.ipynb$/, "");
  let name = file;
  for (let number = 2; taken.has(name); number += 1) name = `${stem}-${number}.ipynb`;
  return name;
}
