/* Moves through the cells of a table by keyboard and puts a pasted block into them. Without it the table is a form. */

const body = document.querySelector("[data-grid]");
const said = document.getElementById("grid-said");
const template = document.getElementById("grid-row");
const block = document.getElementById("block");
const words = body.dataset;
const selector = "input:not([type=hidden]), textarea";
let typed = false; // into the cell that has the focus: its suggestions then take the arrow keys

const cells = (row) => [...row.querySelectorAll(selector)];
const say = (text, numbers = {}) => {
  said.textContent = text.replace(/\{(\w+)\}/g, (_, name) => numbers[name]);
};

/* A new row, numbered after all that there are. */
function addRow() {
  const numbers = [...body.rows].map((row) => Number(row.cells[0].id.match(/^n(\d+)$/)?.[1] ?? 0));
  const number = Math.max(0, ...numbers) + 1;
  const row = template.content.cloneNode(true).querySelector("tr");
  for (const one of row.querySelectorAll("[id]"))
    for (const name of ["id", "name", "aria-labelledby"])
      if (one.hasAttribute(name)) one.setAttribute(name, one.getAttribute(name).replace(/^n1\b/, `n${number}`));
  row.cells[0].textContent = row.cells[0].textContent.replace("{n}", number);
  body.append(row);
  return row;
}

const rowAt = (place) => body.rows[place] ?? (template ? addRow() : undefined);

function go(cell, down, right) {
  const row = cell.closest("tr");
  const column = cells(row).indexOf(cell) + right;
  const place = [...body.rows].indexOf(row) + down;
  const next = place >= 0 && column >= 0 && (down ? rowAt(place) : row);
  const target = next && cells(next)[column];
  if (!target) return false;
  target.focus();
  target.select();
  return true;
}

function moved(event) {
  const { target: cell, key } = event;
  const { selectionStart: start, selectionEnd: end, value } = cell;
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return false;
  if (key === "Enter") return event.shiftKey ? cell.tagName === "INPUT" && go(cell, -1, 0) : go(cell, 1, 0);
  if (event.shiftKey || (typed && cell.list && key.startsWith("Arrow"))) return false;
  const all = start === 0 && end === value.length;
  if (key === "ArrowUp") return (all || !value.slice(0, start).includes("\n")) && go(cell, -1, 0);
  if (key === "ArrowDown") return (all || !value.slice(end).includes("\n")) && go(cell, 1, 0);
  if (key === "ArrowLeft") return (all || end === 0) && go(cell, 0, -1);
  if (key === "ArrowRight") return (all || start === value.length) && go(cell, 0, 1);
  return false;
}

/* The cells of a block as spreadsheets copy it: tabs and lines, with quotes around a cell that holds either. */
function parse(text) {
  const rows = [[]];
  const cell = /("(?:[^"]|"")*"(?=[\t\n]|$)|[^\t\n]*)([\t\n]|$)/y;
  const plain = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  while (cell.lastIndex <= plain.length) {
    const [, raw, end] = cell.exec(plain);
    rows.at(-1).push(raw.startsWith('"') && raw.endsWith('"') && raw.length > 1 ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (!end) break;
    if (end === "\n") rows.push([]);
  }
  return rows;
}

function hasHeadings(line) {
  const plain = (text) => text.trim().toLowerCase();
  const known = [...body.closest("table").tHead.rows[0].cells].map((one) => plain(one.textContent));
  return line.filter((one) => known.includes(plain(one))).length > 1;
}

function paste(event) {
  const text = event.clipboardData.getData("text/plain");
  const cell = event.target;
  if (!cell.matches(selector) || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const lines = parse(text);
  const row = [...body.rows].indexOf(cell.closest("tr"));
  const column = cells(cell.closest("tr")).indexOf(cell);
  const most = Number(words.grid);
  if (lines.length > most) return say(words.tooMany, { count: lines.length, most });
  if (block && hasHeadings(lines[0])) {
    block.value = text; // the server puts the columns where the headings say
    block.form.requestSubmit(block.form.elements.fill);
    return;
  }
  const wide = Math.max(...lines.map((line) => line.length));
  if (column + wide > cells(body.rows[row]).length) return say(words.tooWide);
  if (!template && row + lines.length > body.rows.length) return say(words.tooLong);
  lines.forEach((line, down) => {
    const here = cells(rowAt(row + down));
    line.forEach((value, right) => {
      if (!here[column + right].readOnly) here[column + right].value = value.trim();
    });
  });
  cell.dispatchEvent(new Event("input", { bubbles: true }));
  typed = false;
  say(words.pasted, { count: lines.length });
}

body.addEventListener("keydown", (event) => {
  if (!event.target.matches(selector)) return;
  if (moved(event) || event.key === "Enter") {
    const newline = event.key === "Enter" && event.shiftKey && event.target.tagName === "TEXTAREA";
    if (!newline) event.preventDefault();
  }
});
body.addEventListener("input", () => (typed = true));
body.addEventListener("focusin", () => (typed = false));
body.addEventListener("paste", paste);
