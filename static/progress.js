// How far an import is, without pressing the link: the page is asked again until the work is done.
const EVERY = 1500;

async function follow() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.getElementById("progress");
  if (!now) {
    location.reload();
    return;
  }
  const shown = document.getElementById("progress");
  if (shown.innerHTML !== now.innerHTML) shown.innerHTML = now.innerHTML;
  setTimeout(follow, EVERY);
}

setTimeout(follow, EVERY);
