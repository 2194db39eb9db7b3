/** Small pictures, one for each kind of chart; they take the colour of the text around them. */

const draw = (inner, size = "0 0 32 24") =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${size}" fill="none" stroke="currentColor" stroke-width="2" ` +
  `stroke-linecap="round" stroke-linejoin="round">${inner}</svg>`;
const AXES = '<path d="M3 2v19h27" opacity=".45"/>';
const people = [0, 1, 2].flatMap((row) => [0, 1, 2, 3, 4].map((column) => [row, column]));
const person = ([row, column]) =>
  `<circle cx="${4 + 6 * column}" cy="${4 + 8 * row}" r="2" ${row + column > 1 ? 'opacity=".45"' : 'fill="currentColor"'}/>`;

/** An icon of the host: it takes the colour of the host's own. */
const icon = (inner) => draw(`<g class="jp-icon3" stroke="#616161">${inner}</g>`, "0 0 24 24");

export const pictures = {
  area: draw(`${AXES}<path d="M3 18C12 17 16 8 30 5V12C18 13 12 19 3 21Z" fill="currentColor" fill-opacity=".3"/>`),
  bars: draw(`${AXES}<path d="M8 20V5M15 20V9M22 20V12M29 20V15" stroke-width="4" stroke-linecap="butt"/>`),
  calculators: icon('<path d="M3 6h4m4 0h10M3 12h10m4 0h4M3 18h2m4 0h12"/><path d="M9 4v4M15 10v4M7 16v4" stroke-width="3"/>'),
  infogap: icon(
    '<path d="M3 20C9 20 10 5 21 4"/><path d="M3 20h18" opacity=".5"/><path d="M12 12v5M17 6v11" stroke-dasharray="1 3"/>',
  ),
  lesson: draw('<path d="M16 5C12 3 8 3 4 4v15c4-1 8-1 12 1 4-2 8-2 12-1V4c-4-1-8-1-12 1zm0 0v15"/>'),
  lessons: icon('<path d="M12 6C9 4 6 4 3 5v14c3-1 6-1 9 1 3-2 6-2 9-1V5c-3-1-6-1-9 1zm0 0v14"/>'),
  line: draw(`${AXES}<path d="M3 20C9 20 12 5 30 4"/><circle cx="16" cy="9" r="2.5" fill="currentColor"/>`),
  people: draw(people.map(person).join("")),
};
