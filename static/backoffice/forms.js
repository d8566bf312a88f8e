/*
 * Forms: the way to each error, what is not saved yet, counters, an outline of long forms, names
 * beside the cells of inline tables on a phone, and all rows ticked at once.
 */
"use strict"
{
  const { backoffice } = window
  const form = document.querySelector("#content-main form:has(.submit-row)")

  // The way to a field, wherever it is: folded blocks and closed sections open first.

  function focusable(target) {
    if (target.matches("select.select2-hidden-accessible")) {
      return target.parentElement.querySelector(".select2-selection") ?? target
    }
    if (target.matches("[data-django-prose-editor-configurable]")) {
      return target.parentElement.querySelector("[contenteditable=true]") ?? target
    }
    if (target.matches("input, select, textarea, a[href], button") && target.type !== "hidden") {
      return target
    }
    const inside = target.querySelector?.(
      "[aria-invalid=true], .errorlist ~ * input, input:not([type=hidden]), select, textarea, a",
    )
    return inside ? focusable(inside) : target
  }

  function reveal(target) {
    for (let around = target; around; around = around.parentElement) {
      if (around.matches("details")) around.open = true
      if (around.matches(".inline-related.collapsed")) {
        around.dispatchEvent(new CustomEvent("backoffice:unfold", { bubbles: true }))
      }
    }
    const to = focusable(target)
    if (!to.matches("a, button, input, select, textarea, [tabindex], [contenteditable]")) {
      to.tabIndex = -1
    }
    to.focus({ preventScroll: true })
    to.scrollIntoView({ block: "center" })
  }
  backoffice.reveal = reveal

  const problems = document.getElementById("problems")
  if (problems) {
    problems.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']")
      const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)))
      if (!target) return
      event.preventDefault()
      reveal(target)
    })
    window.addEventListener("load", () => {
      // After the editors have taken their places, and before anything else asks for the focus.
      setTimeout(() => {
        problems.focus({ preventScroll: true })
        problems.scrollIntoView({ block: "start" })
      }, 250)
    })
  }

  // What is not saved yet

  const isEdited = form?.matches("[id$=_form]") && form.querySelector(".submit-row [name^=_]")
  if (isEdited) {
    const mark = form.querySelector(".unsaved-mark")
    const typed = (event) => {
      if (event.target.closest("[data-not-kept]")) return
      backoffice.unsaved = true
    }
    document.addEventListener("backoffice:unsaved", ({ detail }) => {
      if (mark) mark.hidden = !detail.unsaved
    })
    if (problems) backoffice.unsaved = true
    form.addEventListener("input", typed)
    form.addEventListener("change", typed)
    form.addEventListener("submit", ({ submitter }) => {
      // A preview in another tab saves nothing.
      if (submitter?.formTarget !== "_blank") backoffice.unsaved = false
    })
  }

  // On a phone the bar holds the first button; the others come by “More”.

  const row = form?.querySelector(".submit-row")
  const others = row
    ? [...row.querySelectorAll("input[type=submit]:not(.default), .closelink")]
    : []
  if (row && others.length > 1 && row.querySelector(".default")) {
    const more = document.createElement("button")
    more.type = "button"
    more.className = "more-saves"
    more.textContent = "More"
    more.setAttribute("aria-expanded", "false")
    more.addEventListener("click", () => {
      const isOpen = row.classList.toggle("is-open")
      more.setAttribute("aria-expanded", String(isOpen))
    })
    row.querySelector(".default").after(more)
    row.classList.add("has-more")
  }

  // Counters: how long a title or a dek is, and how long it does well at

  for (const field of document.querySelectorAll("[data-best-length]")) {
    const best = Number(field.dataset.bestLength)
    const counter = document.createElement("p")
    counter.className = "counter"
    counter.id = `${field.id}_count`
    field.closest(".flex-container").after(counter)
    field.setAttribute(
      "aria-describedby",
      [field.getAttribute("aria-describedby"), counter.id].filter(Boolean).join(" "),
    )
    const count = () => {
      const length = [...field.value].length
      counter.textContent =
        length > best
          ? `${length} characters: more than the ${best} that fit in most places`
          : `${length} of ${best} characters`
      counter.classList.toggle("is-long", length > best)
    }
    field.addEventListener("input", count)
    count()
  }

  // What explains a field and what is wrong with it belongs to the part that has the focus, too.

  function describe() {
    for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
      const box = select.parentElement.querySelector(".select2-selection")
      if (!box || box.dataset.described) continue
      box.dataset.described = "yes"
      const described = select.getAttribute("aria-describedby")
      if (described) box.setAttribute("aria-describedby", described)
      if (select.getAttribute("aria-invalid")) box.setAttribute("aria-invalid", "true")
      const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`)
      const own = box.querySelector(".select2-selection__rendered")
      const typed = box.querySelector(".select2-search__field")
      if (typed && label) typed.setAttribute("aria-label", label.textContent.replace(/:\s*$/, ""))
      if (label && own?.id) {
        label.id ||= `${select.id}_label`
        box.setAttribute("aria-labelledby", `${label.id} ${own.id}`)
        own.setAttribute("aria-labelledby", label.id)
      } else if (!label) {
        const column = select.closest("td")?.dataset.label
        if (column) {
          box.removeAttribute("aria-labelledby")
          box.setAttribute("aria-label", column)
          own?.setAttribute("aria-label", column)
        }
      }
    }
  }

  // A moment is two fields under one label; an old tooltip has a name and no role.

  function nameParts() {
    for (const field of document.querySelectorAll(".vDateField, .vTimeField")) {
      if (field.labels?.length || field.getAttribute("aria-label")) continue
      const around = field.closest(".fieldBox, .form-row, td")
      const whole =
        around?.querySelector("label, legend, .label")?.textContent ?? around?.dataset.label
      const part = field.matches(".vDateField") ? "date" : "time"
      field.setAttribute(
        "aria-label",
        `${(whole ?? "").replace(/:\s*$/, "").trim()} ${part}`.trim(),
      )
    }
    for (const editor of document.querySelectorAll("[contenteditable=true]")) {
      const area = editor.closest(".form-row, td")?.querySelector("textarea")
      if (!area) continue
      const name = area.labels?.[0]?.textContent.replace(/:\s*$/, "") ?? "Text"
      editor.setAttribute("aria-label", name)
      editor.setAttribute("role", "textbox")
      editor.setAttribute("aria-multiline", "true")
      for (const said of ["aria-describedby", "aria-invalid"]) {
        if (area.hasAttribute(said)) editor.setAttribute(said, area.getAttribute(said))
      }
    }
    for (const tip of document.querySelectorAll("span.help-tooltip[aria-label]")) tip.role = "img"
    for (const head of document.querySelectorAll(".tabular th.original:empty")) {
      const words = document.createElement("span")
      words.className = "visually-hidden"
      words.textContent = "Row"
      head.append(words)
    }
  }

  // Tables of rows beside a form: each cell knows its column's name.

  for (const table of document.querySelectorAll(".tabular table")) {
    const names = [...table.querySelectorAll("thead th")].map((th) => th.textContent.trim())
    for (const line of table.querySelectorAll("tbody tr.form-row")) {
      for (const [place, cell] of [...line.cells].entries()) {
        if (!names[place]) continue
        cell.dataset.label = names[place]
        for (const field of cell.querySelectorAll("input, select, textarea")) {
          if (!field.labels?.length && !field.getAttribute("aria-label")) {
            field.setAttribute("aria-label", names[place].replace(/\?$/, ""))
          }
        }
      }
    }
  }
  document.addEventListener("prose-editor:ready", () => nameParts())
  document.addEventListener("formset:added", () => {
    requestAnimationFrame(() => {
      describe()
      nameParts()
    })
  })

  // An outline where a form is long

  function outline() {
    const main = document.getElementById("content-main")
    if (!isEdited || document.body.classList.contains("popup")) return
    const heads = [...form.querySelectorAll(".fieldset-heading, .inline-heading, h2.tab")].filter(
      (head) => head.offsetParent && !head.closest(".order-machine"),
    )
    if (heads.length < 3) return
    const box = document.createElement("details")
    box.className = "outline"
    box.open = window.matchMedia("(min-width: 1280px)").matches
    const title = document.createElement("summary")
    title.textContent = "On this page"
    const nav = document.createElement("nav")
    nav.setAttribute("aria-label", "On this page")
    const list = document.createElement("ul")
    const first = form.querySelector("fieldset.module")
    const places = heads.map((head) => [head, head.textContent.trim()])
    if (first && !first.querySelector(".fieldset-heading")) places.unshift([first, "The basics"])
    for (const [place, [head, name]] of places.entries()) {
      head.id ||= `section-${place}`
      const line = document.createElement("li")
      const link = document.createElement("a")
      link.href = `#${head.id}`
      link.textContent = name
      link.addEventListener("click", (event) => {
        event.preventDefault()
        const details = head.closest("details")
        if (details) details.open = true
        head.tabIndex = -1
        head.focus({ preventScroll: true })
        head.scrollIntoView({ block: "start" })
      })
      line.append(link)
      if (head.matches("h2.tab")) {
        const inner = document.createElement("ol")
        inner.id = "outline-blocks"
        line.append(inner)
      }
      list.append(line)
    }
    nav.append(list)
    box.append(title, nav)
    main.prepend(box)
    main.classList.add("has-outline")
    document.dispatchEvent(new CustomEvent("backoffice:outline"))
  }

  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(".select2-search__field:not([aria-label])")) {
      target.setAttribute("aria-label", "Type to find")
    }
  })

  // jQuery calls back in the order it was asked: the fields found by typing are there by then.
  window.django?.jQuery?.(() => {
    describe()
    nameParts()
  })

  window.addEventListener("load", () => {
    // Django makes these icons on load: without a role their labels are nobody's names.
    setTimeout(() => {
      for (const icon of document.querySelectorAll("span.search-label-icon")) icon.role = "img"
    })
    if (document.getElementById("content-editor-context") && !document.querySelector("h2.tab")) {
      document.addEventListener("content-editor:ready", outline)
    } else outline()
  })

  // All rows of a page at once, above their table.

  const all = document.querySelector(".select-all")
  if (all) {
    all.hidden = false
    all.addEventListener("change", ({ target }) => {
      const rows = all.closest("form").querySelectorAll("td > input[type=checkbox]")
      for (const box of rows) box.checked = target.checked
    })
  }

  // All boxes of a question at once, above them, where it says so.

  const [first] = document.querySelectorAll("input[data-tick-all]")
  const boxes = first ? [...document.querySelectorAll(`input[name="${first.name}"]`)] : []
  if (boxes.length > 2) {
    const button = document.createElement("button")
    button.type = "button"
    button.className = "button tick-all"
    button.textContent = `${first.dataset.tickAll} (${boxes.length})`
    button.addEventListener("click", () => {
      for (const box of boxes) box.checked = true
      first.dispatchEvent(new Event("change", { bubbles: true }))
    })
    document.getElementById(first.id.replace(/_0$/, ""))?.before(button)
  }
}
