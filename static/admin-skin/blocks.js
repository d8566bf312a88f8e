/*
 * What content-editor leaves to the mouse alone: adding a block by a button with a word on it,
 * moving it without dragging (WCAG 2.5.7), folding it, and saying aloud what happened.
 */
"use strict"
{
  const blocks = () =>
    [...document.querySelectorAll(".order-machine .inline-related:not(.empty-form)")].sort(
      (one, other) => one.style.order - other.style.order,
    )
  const nameOf = (block) =>
    block.querySelector(":scope > h3 b")?.textContent.replace(":", "").trim() || "Block"

  function button(text, className, action) {
    const made = document.createElement("button")
    made.type = "button"
    made.className = className
    made.textContent = text
    made.addEventListener("click", action)
    return made
  }

  function say(text) {
    document.querySelector(".block-news").textContent = text
  }

  function move(block, step) {
    const order = blocks()
    const from = order.indexOf(block)
    const to = from + step
    if (to < 0 || to >= order.length) {
      say(`${nameOf(block)} is the ${step < 0 ? "first" : "last"} block already.`)
      return
    }
    order.splice(from, 1)
    order.splice(to, 0, block)
    for (const [place, row] of order.entries()) {
      const ordering = 10 * (place + 1)
      row.querySelector(".order-machine-ordering").value = ordering
      row.style.order = ordering
    }
    block.scrollIntoView({ block: "nearest" })
    say(`${nameOf(block)} is block ${to + 1} of ${order.length} now.`)
  }

  function equip(block) {
    const heading = block.querySelector(":scope > h3")
    if (!heading || heading.querySelector(".block-tools")) return
    const tools = document.createElement("span")
    tools.className = "block-tools"
    const name = nameOf(block)
    for (const [text, step] of [
      ["Up", -1],
      ["Down", 1],
    ]) {
      const made = button(text, "block-tool", (event) => {
        event.stopPropagation() // a click on the heading would fold the block
        move(block, step)
      })
      made.setAttribute("aria-label", `Move ${name} ${text.toLowerCase()}`)
      tools.append(made)
    }
    const fold = button("Fold", "block-tool", () => {
      // content-editor folds on the same click, once it reaches the heading's parent.
      requestAnimationFrame(() => {
        const folded = block.classList.contains("collapsed")
        fold.setAttribute("aria-expanded", String(!folded))
        fold.textContent = folded ? "Unfold" : "Fold"
      })
    })
    fold.setAttribute("aria-expanded", String(!block.classList.contains("collapsed")))
    tools.append(fold)
    heading.append(tools)
  }

  function focusFirst(block) {
    const first = block.querySelector(
      "textarea, .select2-selection, select, input:not([type=hidden])",
    )
    if (!first?.matches("[data-django-prose-editor-configurable]")) {
      first?.focus()
      return
    }
    const editor = first.parentElement.querySelector("[contenteditable=true]")
    if (editor) {
      editor.focus()
    } else {
      block.addEventListener("prose-editor:ready", () => focusFirst(block), { once: true })
    }
  }

  document.addEventListener("content-editor:activate", (event) => equip(event.detail.inline))

  document.addEventListener("formset:added", (event) => {
    if (!event.target.closest(".order-machine")) return
    requestAnimationFrame(() => {
      focusFirst(event.target)
      say(`${nameOf(event.target)} added.`)
    })
  })

  document.addEventListener("content-editor:ready", () => {
    const { ContentEditor } = window
    if (!ContentEditor.allowChange) return
    const bar = document.createElement("div")
    bar.className = "block-bar"
    bar.setAttribute("role", "group")
    bar.setAttribute("aria-label", "Add a block at the end")
    const label = document.createElement("span")
    label.textContent = "Add"
    bar.append(
      label,
      ...ContentEditor.plugins.map((plugin) =>
        button(plugin.title, "block-add", () => {
          ContentEditor._insertBefore = null
          ContentEditor.addContent(plugin.prefix)
        }),
      ),
    )
    const news = document.createElement("p")
    news.className = "block-news visually-hidden"
    news.setAttribute("role", "status")
    document.querySelector(".order-machine-wrapper").after(bar, news)
    for (const block of blocks()) equip(block)
  })
}
