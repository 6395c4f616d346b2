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
      if (over || told.checked > Number(room.dataset.checked)) { location.reload(); return; }
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
