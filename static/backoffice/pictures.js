/* The focal point of a picture, and uploading where one is chosen; without it fields do both. */
"use strict"
;(() => {
  const STEP = 5 // percent between two classes of site/tokens.css

  function setUpFocalPoint(box) {
    const fields = {
      x: document.getElementById("id_focal_x"),
      y: document.getElementById("id_focal_y"),
    }
    if (!fields.x || !fields.y) {
      return
    }
    const stage = box.querySelector(".focal-stage")
    const said = box.querySelector("[role=status]")
    const spot = document.createElement("span")
    spot.className = "focal-spot"
    stage.append(spot)
    stage.tabIndex = 0
    stage.setAttribute("role", "group")
    stage.setAttribute("aria-label", "Focal point: move it with the arrow keys")

    const valueOf = (field) => Math.min(100, Math.max(0, Math.round(Number(field.value)) || 0))

    function show(isMoved) {
      const [x, y] = [valueOf(fields.x), valueOf(fields.y)]
      spot.style.left = `${x}%`
      spot.style.top = `${y}%`
      for (const crop of box.querySelectorAll(".focal-crops img")) {
        const kept = [...crop.classList].filter((name) => !/^f[xy]-/.test(name))
        const near = (value) => STEP * Math.round(value / STEP)
        crop.className = [...kept, `fx-${near(x)}`, `fy-${near(y)}`].join(" ")
      }
      if (isMoved) {
        said.textContent = `${x} percent from the left, ${y} percent from the top.`
      }
    }

    function move(x, y) {
      for (const [field, value] of [
        [fields.x, x],
        [fields.y, y],
      ]) {
        field.value = Math.min(100, Math.max(0, Math.round(value)))
        field.dispatchEvent(new Event("input", { bubbles: true }))
        field.dispatchEvent(new Event("change", { bubbles: true }))
      }
      show(true)
    }

    stage.addEventListener("click", (event) => {
      const frame = stage.getBoundingClientRect()
      const across = (event.clientX - frame.left) / frame.width
      const down = (event.clientY - frame.top) / frame.height
      move(100 * across, 100 * down)
    })
    stage.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
        event.key
      ]
      if (!way || event.ctrlKey || event.metaKey || event.altKey) {
        return
      }
      event.preventDefault()
      const far = event.shiftKey ? 10 : 1
      move(valueOf(fields.x) + way[0] * far, valueOf(fields.y) + way[1] * far)
    })
    for (const field of Object.values(fields)) {
      field.addEventListener("input", () => show(false))
    }
    show(false)
  }

  const make = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "boolean") {
        made[name] = value
      } else {
        made.setAttribute(name, value)
      }
    }
    made.append(...children)
    return made
  }
  const button = (text, action) => {
    const made = make("button", { type: "button", class: "button" }, text)
    made.addEventListener("click", action)
    return made
  }
  const SIGNED_OUT =
    "It wasn’t uploaded: you’re signed out, or don’t have permission. Sign in in another tab, then try again."

  async function ask(address, parameters) {
    const answer = await fetch(`${address}?${new URLSearchParams(parameters)}`, {
      headers: { Accept: "application/json" },
    })
    if (!(answer.headers.get("Content-Type") || "").includes("json")) throw new Error(SIGNED_OUT)
    const said = await answer.json()
    if (!answer.ok) throw new Error(said.sentence ?? SIGNED_OUT)
    return said
  }

  const tooLarge = (file, mostBytes) =>
    `“${file.name}” is too large. Make it smaller than ${Math.round(mostBytes / 1024 / 1024)} MB.`

  /** The form's own files: told before they are sent, as much too large ones get no answer at all. */
  function warnOfSize(input) {
    const mostBytes = Number(input.dataset.pictureMaxBytes)
    input.addEventListener("change", () => {
      const large = [...input.files].find((file) => file.size > mostBytes)
      input.setCustomValidity(large ? tooLarge(large, mostBytes) : "")
      input.reportValidity()
    })
  }

  const MOST_TRIES = 12 // pictures are decoded one by one: a minute is eight large ones

  /** {picture, said}, or an Error for the editor; waits while others' pictures are being read. */
  function upload(file, options, tries = 1) {
    const { address, mostBytes, progress } = options
    return new Promise((resolve, reject) => {
      const fail = (words) => reject(new Error(words))
      if (file.size > mostBytes) {
        fail(tooLarge(file, mostBytes))
        return
      }
      const request = new XMLHttpRequest()
      const body = new FormData()
      body.append("file", file, file.name || "pasted.png")
      request.open("POST", address)
      request.setRequestHeader(
        "X-CSRFToken",
        document.querySelector("[name=csrfmiddlewaretoken]").value,
      )
      request.responseType = "json"
      request.upload.addEventListener(
        "progress",
        (event) => event.lengthComputable && progress(event.loaded / event.total),
      )
      request.addEventListener("error", () =>
        fail(`The admin can't be reached: “${file.name}” was not uploaded. Try again in a moment.`),
      )
      request.addEventListener("load", () => {
        const answer = request.response
        const wait = Number(request.getResponseHeader("Retry-After"))
        if (answer?.picture) resolve(answer)
        else if (request.status === 503 && wait && tries < MOST_TRIES)
          setTimeout(() => resolve(upload(file, options, tries + 1)), wait * 1000)
        else fail(answer?.error ?? answer?.sentence ?? SIGNED_OUT)
      })
      request.send(body)
    })
  }

  // The library in a dialog: found by eye, by words, by arrow keys.

  function openLibrary(address, chosen) {
    const search = make("input", {
      type: "search",
      "aria-label": "Search the library",
      placeholder: "Title, file name, credit",
    })
    const list = make("ul", { class: "picture-options" })
    const news = make("p", { class: "picture-quiet", role: "status" })
    const more = button("Show more", () => load(page + 1))
    const heading = make("h2", { id: "picture-dialog-title" }, "Choose a picture")
    const close = button("Close", () => dialog.close())
    const head = make("div", { class: "picture-dialog-head" }, heading, search, close)
    const foot = make("div", { class: "picture-dialog-foot" }, news, more)
    const dialog = make(
      "dialog",
      { class: "picture-dialog", "aria-labelledby": heading.id },
      head,
      list,
      foot,
    )
    let page = 1
    let turn = 0
    let waiting

    const option = (picture) => {
      const made = button("", () => {
        dialog.close()
        chosen(picture)
      })
      const facts = [picture.size, picture.credit || "no credit", picture.warning]
        .filter(Boolean)
        .join(", ")
      made.append(
        make("img", { src: picture.url, alt: "", class: picture.focal }),
        make("span", {}, picture.title),
        make("span", { class: "picture-quiet" }, facts),
      )
      return make("li", {}, made)
    }

    async function load(wanted) {
      const mine = ++turn
      try {
        const answer = await ask(address, { q: search.value, page: wanted })
        if (mine !== turn) {
          return
        }
        page = wanted
        if (page === 1) {
          list.replaceChildren()
        }
        const before = list.children.length
        list.append(...answer.pictures.map(option))
        more.hidden = !answer.has_more
        const count = list.children.length
        const found = `${count} ${count === 1 ? "picture" : "pictures"}${answer.has_more ? ", and more" : ""}.`
        news.textContent = count ? found : "No picture matches. Search for another word."
        if (page > 1) {
          list.children[before]?.querySelector("button").focus()
        }
      } catch (error) {
        news.textContent = error.message
      }
    }

    search.addEventListener("input", () => {
      clearTimeout(waiting)
      waiting = setTimeout(load, 200, 1)
    })
    dialog.addEventListener("keydown", (event) => {
      event.stopPropagation() // the admin's own shortcuts rest while the dialog is open
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
      if (!step || (event.target === search && event.key !== "ArrowDown")) {
        return
      }
      const options = [...list.querySelectorAll("button")]
      const at = options.indexOf(document.activeElement) + step
      event.preventDefault()
      options[Math.min(options.length - 1, Math.max(0, at))]?.focus()
    })
    dialog.addEventListener("close", () => dialog.remove())
    document.body.append(dialog)
    dialog.showModal()
    search.focus()
    load(1)
  }

  // The field of a form. The select stays what it is; beside it stands what can be seen and done.

  const known = new Map()
  const choosers = []

  class Chooser {
    constructor(select) {
      this.select = select
      const { pictureUpload, pictureChoices } = select.dataset
      this.image = make("img", { alt: "", hidden: true })
      this.facts = make("span", { class: "picture-quiet" })
      this.edit = make("a", { target: "_blank", class: "button", hidden: true }, "Edit picture…")
      this.remove = button("Remove", () => this.empty())
      this.said = make("p", { role: "status" })
      this.box = make("div", { class: "picture-drop", role: "group", "aria-label": "Picture" })
      this.box.tabIndex = 0 // so that something can be pasted into it
      this.box.append(this.image, this.facts)
      if (pictureUpload) {
        this.offerUpload()
      }
      if (pictureChoices) {
        this.box.append(
          button("Choose from the library…", () =>
            openLibrary(pictureChoices, (picture) => this.choose(picture, "Chosen.")),
          ),
        )
      }
      this.box.append(this.edit, this.remove, this.said)
      ;(select.closest(".related-widget-wrapper") || select).after(this.box)
      // select2 tells its own changes by jQuery alone, which hears the browser's own as well.
      window.django.jQuery(select).on("change", () => {
        this.show()
        if (this.select.value && !known.has(this.select.value)) {
          learn([this])
        }
      })
      this.show()
    }

    offerUpload() {
      const file = make("input", {
        type: "file",
        accept: this.select.dataset.pictureAccept,
        hidden: true,
      })
      file.addEventListener("change", () => {
        this.send([...file.files])
        file.value = ""
      })
      this.box.append(
        button("Upload a picture", () => file.click()),
        make("span", { class: "help" }, "or drop one here, or paste it"),
        file,
      )
      this.box.addEventListener("dragover", (event) => {
        event.preventDefault()
        this.box.classList.add("is-over")
      })
      this.box.addEventListener("dragleave", () => this.box.classList.remove("is-over"))
      this.box.addEventListener("drop", (event) => {
        event.preventDefault()
        event.stopPropagation()
        this.box.classList.remove("is-over")
        if (event.dataTransfer.files.length) {
          this.send([...event.dataTransfer.files])
        } else {
          this.say("That isn't a file. Save the picture first, then drop the file.", true)
        }
      })
      this.box.addEventListener("paste", (event) => {
        if (event.clipboardData.files.length) {
          event.preventDefault()
          this.send([...event.clipboardData.files])
        }
      })
    }

    get words() {
      return this.select.form?.elements[this.select.name.replace(/picture$/, "image_alt")]
    }

    say(sentence, isWrong = false) {
      this.said.textContent = sentence
      this.said.classList.toggle("is-wrong", isWrong)
    }

    show() {
      const picture = known.get(this.select.value)
      this.image.hidden = !picture
      this.edit.hidden = !picture?.edit
      this.remove.hidden = !this.select.value
      this.facts.textContent = picture
        ? [picture.size, picture.credit || "no credit", picture.warning].filter(Boolean).join(", ")
        : ""
      if (picture) {
        this.image.src = picture.url
        this.image.className = picture.focal
        this.edit.href = picture.edit || "#"
      }
    }

    set(value) {
      this.select.value = value
      this.select.dispatchEvent(new Event("input", { bubbles: true }))
      this.select.dispatchEvent(new Event("change", { bubbles: true }))
    }

    empty() {
      this.set("")
      this.say("Removed here. The picture is still in the library.")
      this.box.focus()
    }

    choose(picture, done) {
      const before = this.select.value
      const value = String(picture.pk)
      known.set(value, picture)
      if (![...this.select.options].some((each) => each.value === value)) {
        this.select.append(new Option(picture.title, value))
      }
      this.set(value)
      const { words } = this
      let next = "Write its alt text below."
      if (words && !words.value && picture.words) {
        words.value = picture.words
        words.dispatchEvent(new Event("input", { bubbles: true }))
        words.dispatchEvent(new Event("change", { bubbles: true }))
        next = "This alt text is from its last use: check that it fits here."
      } else if (words?.value && before !== value) {
        next = "Check that the alt text still fits."
      }
      this.say(`${done} ${next}`)
      this.box.focus()
    }

    async send(files) {
      const file = files.find((each) => each.type.startsWith("image/")) || files[0]
      if (!file) {
        return
      }
      const bar = make("progress", { max: "1", value: "0", "aria-label": `Uploading ${file.name}` })
      this.box.append(bar)
      this.say(`Uploading “${file.name}” …`)
      try {
        const { pictureUpload: address, pictureMaxBytes } = this.select.dataset
        const answer = await upload(file, {
          address,
          mostBytes: Number(pictureMaxBytes),
          progress: (part) => {
            bar.value = part
          },
        })
        this.choose(answer.picture, answer.said)
      } catch (error) {
        this.say(error.message, true)
      } finally {
        bar.remove()
      }
    }
  }

  /** Ask once for all pictures that these fields name and that are not known yet. */
  async function learn(some) {
    const ids = [...new Set(some.map((each) => each.select.value))].filter((pk) => /^\d+$/.test(pk))
    const address = some.find((each) => each.select.dataset.pictureChoices)?.select.dataset
      .pictureChoices
    if (!ids.length || !address) {
      return
    }
    try {
      const { pictures } = await ask(address, { ids: ids.join(",") })
      for (const picture of pictures) {
        known.set(String(picture.pk), picture)
      }
      for (const each of some.filter((one) => known.has(one.select.value))) {
        each.show()
      }
    } catch (error) {
      some[0].say(error.message, true)
    }
  }

  function setUpChoosers(root) {
    const fresh = [
      ...root.querySelectorAll("select[data-picture-upload], select[data-picture-choices]"),
    ]
      .filter((select) => !select.dataset.pictureReady && !select.name.includes("__prefix__"))
      .map((select) => {
        select.dataset.pictureReady = "1"
        return new Chooser(select)
      })
    choosers.push(...fresh)
    learn(fresh) // together: sixty pictures of an article are one question
  }

  function setUp(root) {
    root.querySelectorAll("[data-focal]").forEach(setUpFocalPoint)
    root.querySelectorAll("input[data-picture-max-bytes]").forEach(warnOfSize)
    setUpChoosers(root)
  }

  document.addEventListener("DOMContentLoaded", () => setUp(document))
  // Back from “Edit picture…” in another tab: what was changed there shows here.
  window.addEventListener("focus", () => learn(choosers))
  document.addEventListener("formset:added", (event) => setUp(event.target))
})()
