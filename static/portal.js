/* What is folded opens where a link leads into it and on paper, also in browsers that would leave it folded. */

const unfold = () => {
  const target = document.querySelector(":target");
  let fold = target?.closest("details:not([open])");
  if (!fold) return;
  for (; fold; fold = target.closest("details:not([open])")) fold.open = true;
  target.scrollIntoView();
};
let printed = [];

unfold();
addEventListener("hashchange", unfold);
addEventListener("beforeprint", () => {
  printed = [...document.querySelectorAll("details:not([open])")];
  for (const fold of printed) fold.open = true;
});
addEventListener("afterprint", () => {
  for (const fold of printed) fold.open = false;
});

/* Adds a button to each chart that swaps the drawn picture for an interactive one. Nothing is loaded before it is pressed. */

let library;

const buttons = { color: "#5c6b71", activecolor: "#0b0c0c", remove: ["select", "lasso", "autoscale"] };

const near = (figure, name) => figure.closest(`[data-${name}]`).getAttribute(`data-${name}`);

const make = (tag, attributes) => Object.assign(document.createElement(tag), attributes);

const append = (tag, attributes) =>
  new Promise((onload, onerror) => document.head.append(make(tag, { ...attributes, onload, onerror })));

// plotly.js writes no styles into the page when it finds a link with this id and class.
const loadLibrary = (figure) =>
  (library ??= Promise.all([
    append("link", {
      id: "plotly.js-style-global",
      className: "no-inline-styles",
      rel: "stylesheet",
      href: near(figure, "plotly-css"),
    }),
    append("script", { src: near(figure, "plotly-js") }),
  ]));

async function draw(figure, plot) {
  const [response] = await Promise.all([fetch(figure.dataset.plotly), loadLibrary(figure)]);
  const { data, layout, config } = await response.json();
  plot.hidden = false;
  await Plotly.newPlot(plot, data, { ...layout, title: undefined, modebar: buttons }, {
    responsive: true,
    displaylogo: false,
    ...config,
    // No figure leaves the portal.
    showSendToCloud: false,
    plotlyServerURL: "",
  });
}

for (const figure of document.querySelectorAll(".app-chart[data-plotly]")) {
  const picture = figure.querySelector(".app-chart__picture");
  const title = figure.querySelector(".app-chart__title").textContent;
  const plot = make("div", { className: "app-chart__picture", hidden: true, role: "group", ariaLabel: title });
  const button = make("button", {
    type: "button",
    className: "govuk-button govuk-button--secondary",
    textContent: figure.dataset.openLabel,
    ariaPressed: "false",
  });
  const message = make("p", { className: "app-chart__message", role: "status" });
  let drawn;

  button.onclick = async () => {
    const open = button.ariaPressed === "false";
    message.textContent = "";
    try {
      button.ariaBusy = "true";
      if (open) await (drawn ??= draw(figure, plot));
      button.ariaPressed = open;
      plot.hidden = !open;
      picture.hidden = open;
    } catch {
      drawn = undefined;
      if (!window.Plotly) library = undefined;
      plot.hidden = true;
      message.textContent =
        figure.dataset.errorLabel ?? "The interactive chart could not be opened. The picture shows the same figures.";
    }
    button.ariaBusy = "false";
  };

  picture.after(plot, button, message);
}

/* The way out: leaves no page of ours under the “back” button, and answers to Shift pressed three times and to Escape. */

const exit = document.querySelector("[data-exit]");

if (exit) {
  const leave = () => {
    document.body.replaceChildren();
    document.title = exit.dataset.exitTitle;
    history.replaceState(null, "", "/");
    location.replace(exit.href);
  };
  let pressed = [];

  exit.after(make("p", { className: "app-extras app-exit__hint", textContent: exit.dataset.exitHint }));
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") return leave();
    if (event.key !== "Shift") pressed = [];
    else if (!event.repeat) {
      pressed = [...pressed.filter((at) => event.timeStamp - at < 5000), event.timeStamp];
      if (pressed.length === 3) leave();
    }
  });
}
