/** A lesson, opened as a copy that belongs to the reader. */

/**
 * Write a copy of a lesson into the folder that the file browser shows, under a name that is free, and open it.
 * @param {{app: object, browser?: object}} host
 * @param {{file: string}} lesson
 * @returns {Promise<string>} the name of the copy
 */
export async function openLesson({ app, browser }, { file }) {
  const answer = await fetch(new URL(`lessons/${file}`, import.meta.url));
  if (!answer.ok) throw new Error(`${file}: expected the lesson, but the server answered ${answer.status}.`);
  const content = await answer.json();
  const { contents } = app.serviceManager;
  const folder = browser?.model.path ?? "";
  const name = await freeName(contents, folder, file);
  const path = folder ? `${folder}/${name}` : name;
  await contents.save(path, { type: "notebook", format: "json", content });
  await app.commands.execute("docmanager:open", { path });
  return name;
}

/** Return a name that no file in a folder has. */
async function freeName(contents, folder, file) {
  const taken = new Set((await contents.get(folder)).content.map((entry) => entry.name));
  const stem = file.replace(/\.ipynb$/, "");
  let name = file;
  for (let number = 2; taken.has(name); number += 1) name = `${stem}-${number}.ipynb`;
  return name;
}
