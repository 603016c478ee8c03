/* Keeps what is typed into the long forms of the desk in this browser until the server has stored it, and offers it
   again when the form is opened next. Drafts belong to one person: sign-out and the next person remove them. */

const DAYS = 7;
const MOST_DRAFTS = 20;
const MOST_CHARACTERS = 100_000;
const PAUSE = 400; // milliseconds after the last key

const person = document.querySelector("meta[name=person]")?.content;
const words = document.getElementById("draft-words");
const offers = document.getElementById("draft-offer");
let signedOut = !person || !words;

const draftKeys = () => Object.keys(localStorage).filter((key) => key.startsWith("draft:"));
const draft = (key) => JSON.parse(localStorage.getItem(key));
const remove = (key) => localStorage.removeItem(key);

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const address = (form) => new URL(form.getAttribute("action") ?? "", location.href).pathname;
const version = (form) => form.elements.row_version?.value;

function moment(at) {
  const then = new Date(at);
  const time = then.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (then.toDateString() === new Date().toDateString()) return time;
  return `${time}, ${then.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}`;
}

const typedInto = (field) =>
  field.name && !("noDraft" in field.dataset) && !["hidden", "password", "file", "submit", "button", "fieldset"].includes(field.type);

/* The values of a form by the names of its fields: as they stand now, or as the server sent them. */
function values(form, { asSent = false } = {}) {
  const found = {};
  for (const field of [...form.elements].filter(typedInto)) {
    const list = (found[field.name] ??= []);
    if (field.options) {
      const chosen = [...field.options].filter((option) => (asSent ? option.defaultSelected : option.selected));
      if (asSent && !field.multiple && !chosen.length && field.options.length) chosen.push(field.options[0]);
      list.push(...chosen.map((option) => option.value));
    } else if (["checkbox", "radio"].includes(field.type)) {
      if (asSent ? field.defaultChecked : field.checked) list.push(field.value);
    } else list.push(asSent ? field.defaultValue : field.value);
  }
  return found;
}

function fill(form, fields) {
  const left = structuredClone(fields);
  for (const field of [...form.elements].filter((one) => typedInto(one) && one.name in left)) {
    if (field.options) for (const option of field.options) option.selected = left[field.name].includes(option.value);
    else if (["checkbox", "radio"].includes(field.type)) field.checked = left[field.name].includes(field.value);
    else field.value = left[field.name].shift() ?? "";
  }
}

/* A stored form is remembered for the length of one page load: the next page says whether the server took it. */
function takeSent() {
  const sent = JSON.parse(sessionStorage.getItem("sent") ?? "null");
  sessionStorage.removeItem("sent");
  const refused = document.querySelector(".govuk-error-summary, [role=alert]");
  if (!sent || (document.querySelector(".app-banner--success") && !refused)) {
    sent?.keys.forEach(remove);
    return { keys: [] };
  }
  return sent;
}

function tidy() {
  const oldest = Date.now() - DAYS * 24 * 60 * 60 * 1000;
  const mine = draftKeys().filter((key) => {
    const keep = key.startsWith(`draft:${person}:`) && draft(key).at > oldest;
    if (!keep) remove(key);
    return keep;
  });
  mine.sort((one, other) => draft(other).at - draft(one).at).slice(MOST_DRAFTS).forEach(remove);
}

function follow(form, sent) {
  const here = address(form);
  const key = `draft:${person}:${here}:${version(form) ?? ""}:${Date.now()}-${Math.random()}`;
  const start = values(form, { asSent: true });
  const earlier = sent.address === here ? sent.keys : []; // drafts that this form carries on
  const carried = new Set(); // names of fields whose words are stored nowhere else
  const note = Object.assign(document.createElement("p"), { className: "app-extras" });
  let timer;
  form.append(note);

  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    if (signedOut) return;
    const now = values(form);
    const names = Object.keys(now).filter((name) => carried.has(name) || !same(now[name], start[name]));
    const fields = Object.fromEntries(names.map((name) => [name, now[name]]));
    const text = JSON.stringify({ at: Date.now(), address: here, version: version(form), fields });
    if (!names.length) {
      remove(key);
      note.textContent = "";
    } else if (text.length > MOST_CHARACTERS) note.textContent = words.dataset.tooLong;
    else
      try {
        localStorage.setItem(key, text);
        note.textContent = words.dataset.kept.replace("{time}", moment(Date.now()));
        tidy();
      } catch {
        note.textContent = words.dataset.tooLong;
      }
  };

  const carryOn = (old, fields) => {
    Object.keys(fields).forEach((name) => carried.add(name));
    save();
    if (localStorage.getItem(key)) remove(old);
  };

  const offered = []; // drafts with other words than the form, the newest first

  const offerNewest = () => {
    if (!offered.length) return;
    const [old, { at, fields, version: seen }] = offered.shift();
    const banner = offers.content.cloneNode(true).firstElementChild;
    const [bringBack, throwAway] = banner.querySelectorAll("button");
    const changed = seen !== undefined && seen !== version(form);
    banner.querySelector("[data-time]").textContent = moment(at);
    banner.querySelector("[data-changed]").hidden = !changed;
    banner.querySelector("[data-older]").hidden = !offered.length;
    banner.querySelector("[data-count]").textContent = offered.length;
    bringBack.onclick = () => {
      fill(form, fields);
      if (changed) form.elements.row_version.value = seen; // the server then shows both texts
      carryOn(old, fields);
      banner.replaceChildren(Object.assign(document.createElement("p"), { textContent: words.dataset.back }));
      [...form.elements].find((field) => field.name in fields)?.focus();
    };
    throwAway.onclick = () => {
      remove(old);
      banner.replaceChildren(Object.assign(document.createElement("p"), { textContent: words.dataset.thrown }));
      offerNewest();
      [...form.elements].find(typedInto)?.focus();
    };
    form.before(banner);
  };

  for (const old of draftKeys().filter((one) => draft(one).address === here)) {
    const found = draft(old);
    const names = Object.keys(found.fields);
    if (!names.every((name) => name in start)) continue;
    if (names.some((name) => !same(found.fields[name], start[name]))) offered.push([old, found]);
    else if (earlier.includes(old) || "unsaved" in form.dataset) carryOn(old, found.fields);
    else remove(old);
  }
  offered.sort(([, one], [, other]) => other.at - one.at);
  offerNewest();

  const saveSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };

  form.addEventListener("input", saveSoon);
  if (!same(values(form), start)) saveSoon(); // typed before this script was there
  addEventListener("pagehide", () => timer && save());
  form.addEventListener("submit", () => {
    save();
    sessionStorage.setItem("sent", JSON.stringify({ address: here, keys: [key, ...earlier] }));
  });
}

if (!signedOut) {
  const sent = takeSent();
  localStorage.setItem("drafts-of", person);
  tidy();
  addEventListener("storage", (event) => {
    signedOut ||= event.key === "drafts-of" && event.newValue !== person;
  });
  for (const form of document.querySelectorAll("main form[method=post]")) {
    if (form.querySelector("textarea:not([readonly])") || "draft" in form.dataset) follow(form, sent);
    if (address(form) === words.dataset.signOut)
      form.addEventListener("submit", () => {
        signedOut = true;
        draftKeys().forEach(remove);
        localStorage.removeItem("drafts-of");
      });
  }
}
