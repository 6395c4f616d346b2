"use strict";

// Files dropped onto a field, and the list of those chosen.
for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input");
  const chosen = zone.querySelector("[data-chosen]");
  const show = () => {
    chosen.replaceChildren(...Array.from(input.files, (file) => {
      const item = document.createElement("li");
      item.textContent = file.name;
      return item;
    }));
  };
  input.addEventListener("change", show);
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    const taken = new DataTransfer();
    for (const file of event.dataTransfer.files) {
      taken.items.add(file);
      if (!input.multiple) break;
    }
    input.files = taken.files;
    show();
  });
}

// Progress: asked for until there is something new to show, then the page is loaded again.
const room = document.querySelector("[data-poll]");
if (room) {
  const bar = room.querySelector("progress");
  const doing = room.querySelector("[data-doing]");
  // Only the parts that grow are exchanged, so that neither focus nor place is lost.
  const renew = async (progress) => {
    const answer = await fetch(location.href);
    if (answer.url !== location.href) { location.replace(answer.url); return; }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const other = fresh.getElementById(part.id);
      if (other && !part.contains(document.activeElement)) part.replaceWith(other);
    }
    room.dataset.progress = progress;
  };
  const ask = async () => {
    let wait = 400;
    try {
      const answer = await fetch(room.dataset.poll, { headers: { accept: "application/json" } });
      if (!answer.ok) { location.reload(); return; }
      const told = await answer.json();
      bar.max = told.total;
      bar.value = told.done;
      if (told.doing && doing.textContent !== told.doing) doing.textContent = told.doing;
      const over = !["waiting", "running"].includes(told.state);
      if (over) { location.reload(); return; }
      if (told.progress > Number(room.dataset.progress)) await renew(told.progress);
    } catch {
      wait = 3000;
    }
    setTimeout(ask, wait);
  };
  ask();
}

// Questions before what cannot be undone.
for (const form of document.querySelectorAll("form[data-ask]")) {
  form.addEventListener("submit", (event) => {
    if (!confirm(form.dataset.ask)) event.preventDefault();
  });
}
