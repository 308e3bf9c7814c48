// A row that two people marked: both facts with their times, and a button for each. Nothing was overwritten.

function chip(letter, css) {
  const mark = document.createElement("span");
  mark.className = `mk mk-${css || "blank"}`;
  mark.textContent = letter;
  return mark;
}

// conflict: what the server answered, with `mine`: the letter pressed here, its css and its time.
// In classroom mode it tells nobody's name, and its sentence is all there is.
function facts({ theirs, theirs_css: css, by, at, office, mine, words }) {
  if (by === undefined) return [words];
  const who = office ? "Office" : by;
  const name = office && by ? ` (${by})` : "";
  const first = theirs ? [`${who} set `, chip(theirs, css), ` at ${at}${name}. `] : ["Somebody cleared this mark. "];
  const when = mine.at ? ` at ${mine.at}.` : ".";
  return [...first, ...(mine.code ? ["You pressed ", chip(mine.code, mine.css), when] : [`You cleared it${when}`])];
}

// Puts both facts into the row's note and gives back the two buttons and the sentence.
export function drawClash(row, conflict, { keep, use }) {
  row.note.replaceChildren(...facts(conflict));
  const words = row.note.textContent;
  const box = document.getElementById("clash-row").content.firstElementChild.cloneNode(true);
  box.setAttribute("aria-label", `${row.name}: ${words}`);
  const [first, second] = box.querySelectorAll("button");
  first.textContent = `Keep ${conflict.theirs || "it blank"}`;
  first.addEventListener("click", keep);
  second.textContent = conflict.mine.css === "pres" ? "Here" : conflict.mine.code ? `Use ${conflict.mine.code}` : "Clear it";
  second.addEventListener("click", use);
  // What only the office sets, a teacher changes in one case alone: the pupil is here.
  if (conflict.officeOnly && conflict.mine.css !== "pres") second.remove();
  row.el.append(box);
  return words;
}
