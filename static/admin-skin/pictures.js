/* The focal point of a picture, and uploading where a picture is chosen. Without it both still work
   by number fields and by the “+” beside the field. */
"use strict";

(() => {
  const STEP = 5; // percent between two classes of site/focal.css

  function setUpFocalPoint(box) {
    const fields = { x: document.getElementById("id_focal_x"), y: document.getElementById("id_focal_y") };
    if (!fields.x || !fields.y) {
      return;
    }
    const stage = box.querySelector(".focal-stage");
    const said = box.querySelector("[role=status]");
    const spot = document.createElement("span");
    spot.className = "focal-spot";
    stage.append(spot);
    stage.tabIndex = 0;
    stage.setAttribute("role", "group");
    stage.setAttribute("aria-label", "Focal point: move it with the arrow keys");

    const valueOf = (field) => Math.min(100, Math.max(0, Math.round(Number(field.value)) || 0));

    function show(isMoved) {
      const [x, y] = [valueOf(fields.x), valueOf(fields.y)];
      spot.style.left = `${x}%`;
      spot.style.top = `${y}%`;
      for (const crop of box.querySelectorAll(".focal-crops img")) {
        const kept = [...crop.classList].filter((name) => !/^f[xy]-/.test(name));
        const near = (value) => STEP * Math.round(value / STEP);
        crop.className = [...kept, `fx-${near(x)}`, `fy-${near(y)}`].join(" ");
      }
      if (isMoved) {
        said.textContent = `${x} percent from the left, ${y} percent from the top.`;
      }
    }

    function move(x, y) {
      for (const [field, value] of [[fields.x, x], [fields.y, y]]) {
        field.value = Math.min(100, Math.max(0, Math.round(value)));
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
      show(true);
    }

    stage.addEventListener("click", (event) => {
      const frame = stage.getBoundingClientRect();
      const across = (event.clientX - frame.left) / frame.width;
      const down = (event.clientY - frame.top) / frame.height;
      move(100 * across, 100 * down);
    });
    stage.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!way || event.ctrlKey || event.metaKey || event.altKey) {
        return;
      }
      event.preventDefault();
      const far = event.shiftKey ? 10 : 1;
      move(valueOf(fields.x) + way[0] * far, valueOf(fields.y) + way[1] * far);
    });
    for (const field of Object.values(fields)) {
      field.addEventListener("input", () => show(false));
    }
    show(false);
  }

  function setUpChooser(select) {
    const address = select.dataset.pictureUpload;
    if (!address || select.dataset.pictureReady || select.name.includes("__prefix__")) {
      return;
    }
    select.dataset.pictureReady = "1";
    const box = document.createElement("div");
    box.className = "picture-drop";
    const file = document.createElement("input");
    file.type = "file";
    file.accept = select.dataset.pictureAccept;
    file.hidden = true;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = "Upload a picture";
    const hint = document.createElement("span");
    hint.className = "help";
    hint.textContent = "or drop one here, or paste it";
    const thumbnail = document.createElement("img");
    thumbnail.alt = "";
    thumbnail.hidden = true;
    const said = document.createElement("p");
    said.setAttribute("role", "status");
    box.append(thumbnail, button, hint, file, said);
    (select.closest(".related-widget-wrapper") || select).after(box);

    function say(sentence, isWrong = false) {
      said.textContent = sentence;
      said.classList.toggle("is-wrong", isWrong);
    }

    function choose(picture) {
      let option = [...select.options].find((each) => each.value === String(picture.pk));
      if (!option) {
        option = new Option(picture.title, picture.pk);
        select.append(option);
      }
      select.value = option.value;
      thumbnail.src = picture.url;
      thumbnail.hidden = false;
      select.dispatchEvent(new Event("input", { bubbles: true }));
      select.dispatchEvent(new Event("change", { bubbles: true }));
      say(`${picture.said} Describe it in words below.`);
    }

    async function send(upload) {
      const body = new FormData();
      body.append("file", upload);
      const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
      say(`Uploading “${upload.name}” …`);
      button.disabled = true;
      try {
        const headers = { "X-CSRFToken": token };
        const response = await fetch(address, { method: "POST", body, headers });
        const isJson = (response.headers.get("Content-Type") || "").includes("json");
        if (!isJson) {
          say(response.status === 403 ? "You may not upload pictures." : "It was not taken. Log in again in another tab, then try once more.", true);
          return;
        }
        const answer = await response.json();
        if (response.ok) {
          choose(answer);
        } else {
          say(answer.error, true);
        }
      } catch {
        say("The desk can't be reached. Try again in a moment.", true);
      } finally {
        button.disabled = false;
      }
    }

    const firstOf = (files) => [...files].find((each) => each.type.startsWith("image/")) || files[0];
    button.addEventListener("click", () => file.click());
    file.addEventListener("change", () => {
      if (file.files.length) {
        send(file.files[0]);
        file.value = "";
      }
    });
    box.addEventListener("dragover", (event) => {
      event.preventDefault();
      box.classList.add("is-over");
    });
    box.addEventListener("dragleave", () => box.classList.remove("is-over"));
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      box.classList.remove("is-over");
      if (event.dataTransfer.files.length) {
        send(firstOf(event.dataTransfer.files));
      } else {
        say("What was dropped is no file. Save the picture first, then drop the file.", true);
      }
    });
    box.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length) {
        event.preventDefault();
        send(firstOf(event.clipboardData.files));
      }
    });
    select.addEventListener("change", () => {
      thumbnail.hidden = thumbnail.hidden || !select.value;
    });
  }

  function setUp(root) {
    root.querySelectorAll("[data-focal]").forEach(setUpFocalPoint);
    root.querySelectorAll("select[data-picture-upload]").forEach(setUpChooser);
  }

  document.addEventListener("DOMContentLoaded", () => setUp(document));
  document.addEventListener("formset:added", (event) => setUp(event.target));
})();
