/* Quicker on the desk: a preview and a change of order without a page load. The server draws both, the same way as
   without this script; here a part of its answer is put into the page. */

const said = document.getElementById("said");
const words = said?.dataset;

async function ask(form, button) {
  const address = new URL(form.getAttribute("action") ?? "", location.href);
  const response = await fetch(address, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

async function preview(form, button) {
  const region = document.getElementById(`preview-${button.value}`);
  const drawn = (await ask(form, button)).getElementById(region.id);
  region.replaceChildren(...drawn.childNodes);
  region.hidden = false;
  said.textContent = words.previewed;
}

async function move(form, button) {
  const { id } = form.closest("tr");
  const answer = await ask(form, button);
  const list = answer.getElementById(id).closest("tbody");
  const problem = answer.querySelector(".app-banner--error");
  document.getElementById(id).closest("tbody").replaceWith(list);
  const moved = document.getElementById(id);
  const buttons = [...moved.querySelectorAll("button[name=to]")];
  (buttons.find((one) => one.value === button.value) ?? buttons[0]).focus();
  if (problem) document.getElementById("main").prepend(problem);
  else {
    const place = [...list.rows].indexOf(moved) + 1;
    const name = moved.querySelector("th a").textContent;
    said.textContent = words.moved.replace("{row}", name).replace("{place}", place).replace("{count}", list.rows.length);
  }
}

let queue = Promise.resolve();

document.addEventListener("submit", (event) => {
  const { target: form, submitter: button } = event;
  const act = button?.name === "preview" ? preview : button?.name === "to" ? move : undefined;
  if (!act || !said || form.dataset.plain) return;
  event.preventDefault();
  queue = queue.then(() => act(form, button)).catch(() => {
    form.dataset.plain = "yes"; // signed out, or no network: let the browser show what the server says
    form.requestSubmit(button);
  });
});
