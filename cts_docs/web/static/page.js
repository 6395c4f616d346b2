"use strict";

// Drop areas of file fields, and the list of the chosen files.
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

// Progress of a job: polled, and the page is refreshed when there are new results.
const section = document.querySelector("[data-poll]");
if (section) {
  const bar = section.querySelector("progress");
  const doing = section.querySelector("[data-doing]");
  const lost = section.querySelector("[data-lost]");
  // Only the parts that grow are replaced, so that focus and scroll position stay.
  const refresh = async (revision) => {
    const answer = await fetch(location.href);
    if (answer.url !== location.href) { location.replace(answer.url); return; }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const other = fresh.getElementById(part.id);
      if (other && !part.contains(document.activeElement)) part.replaceWith(other);
    }
    section.dataset.revision = revision;
  };
  const ask = async () => {
    let wait = 400;
    try {
      const answer = await fetch(section.dataset.poll, { headers: { accept: "application/json" } });
      if (!answer.ok) { location.reload(); return; }
      const job = await answer.json();
      lost.hidden = true;
      bar.max = job.total;
      bar.value = job.done;
      if (job.doing && doing.textContent !== job.doing) doing.textContent = job.doing;
      const over = !["waiting", "running"].includes(job.state);
      if (over) { location.reload(); return; }
      if (job.revision > Number(section.dataset.revision)) await refresh(job.revision);
    } catch {
      lost.hidden = false;
      wait = 3000;
    }
    setTimeout(ask, wait);
  };
  ask();
}

// Progress of an upload, and a message where the server is not reached.
for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const bar = form.querySelector("[data-upload-bar]");
    const lost = form.querySelector("[data-lost]");
    const buttons = form.querySelectorAll("button");
    const sending = new XMLHttpRequest();
    const enable = (able) => { for (const button of buttons) button.disabled = !able; };
    sending.upload.addEventListener("progress", (sent) => {
      bar.max = sent.total;
      bar.value = sent.loaded;
    });
    sending.addEventListener("load", () => { location.assign(sending.responseURL); });
    sending.addEventListener("error", () => { lost.hidden = false; bar.hidden = true; enable(true); });
    lost.hidden = true;
    bar.hidden = false;
    sending.open("POST", form.action);
    sending.send(new FormData(form, event.submitter));
    enable(false);
  });
}

// Times of the register in the time zone of the reader.
for (const element of document.querySelectorAll("time[datetime*='T']")) {
  const moment = new Date(element.dateTime);
  if (!Number.isNaN(moment.getTime())) {
    element.textContent = moment.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "medium" });
  }
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
