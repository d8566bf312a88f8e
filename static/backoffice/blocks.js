/*
 * The blocks of a body, for somebody who has never seen them: a menu between any two, handles on
 * each, a line that says what is in it, undo for what was removed. All of it by mouse, touch and
 * keyboard, and said aloud. It stands on content-editor, which keeps the order and adds the rows.
 */
"use strict"
{
  const { backoffice } = window
  const { button, icon, iconOf, isRemoved, kindOf, list, nameOf, pluginOf, summaryOf } =
    backoffice.blocks
  const { inserter } = backoffice.blockMenu
  let machine = null

  const say = (text) => backoffice.say(text)

  // One place to see it all again: numbers, summaries, the order a screen reader follows.

  let waiting = 0
  const refreshSoon = () => {
    clearTimeout(waiting)
    waiting = setTimeout(refresh, 30)
  }

  function refresh() {
    if (!machine) return
    const order = list()
    for (const [place, block] of order.entries()) {
      equip(block)
      const number = block.querySelector(":scope > h3 .block-number")
      if (number) number.textContent = place + 1
      const label = block.querySelector(":scope > h3 .inline_label")
      if (label) label.textContent = summaryOf(block) || "empty"
      const isFolded = block.classList.contains("collapsed")
      const fold = block.querySelector(".block-fold")
      fold?.setAttribute("aria-expanded", String(!isFolded))
      for (const tool of block.querySelectorAll("[data-says]")) {
        const says = tool.dataset.says.replace("%", `${kindOf(block)} ${place + 1}`)
        if (tool.getAttribute("aria-label") !== says) tool.setAttribute("aria-label", says)
      }
      const up = block.querySelector(".block-up")
      const down = block.querySelector(".block-down")
      up?.setAttribute("aria-disabled", String(place === 0))
      down?.setAttribute("aria-disabled", String(place === order.length - 1))
    }
    machine.setAttribute("aria-owns", order.map(({ id }) => id).join(" "))
    const empty = document.querySelector(".block-empty")
    if (empty) empty.hidden = order.length > 0
    const folding = document.querySelector(".block-fold-all")
    if (folding) folding.hidden = order.length < 2
    outline(order)
  }

  function outline(order) {
    const lines = document.getElementById("outline-blocks")
    if (!lines) return
    lines.replaceChildren(
      ...order
        .filter((block) => !isRemoved(block))
        .map((block) => {
          const line = document.createElement("li")
          const link = document.createElement("a")
          link.href = `#${block.id}`
          const number = document.createElement("span")
          number.className = "outline-number"
          number.textContent = order.indexOf(block) + 1
          const words = document.createElement("span")
          words.className = "outline-words"
          const text = summaryOf(block)
          words.textContent = text ? `${kindOf(block)}: ${text}` : kindOf(block)
          link.append(number, words)
          link.addEventListener("click", (event) => {
            event.preventDefault()
            goTo(block)
          })
          line.append(link)
          return line
        }),
    )
  }

  function goTo(block) {
    setFolded(block, false)
    const heading = block.querySelector(":scope > h3")
    heading.tabIndex = -1
    heading.focus({ preventScroll: true })
    block.scrollIntoView({ block: "start" })
  }

  // Moving

  function setOrder(order) {
    for (const [place, row] of order.entries()) {
      const ordering = 10 * (place + 1)
      row.querySelector(".order-machine-ordering").value = ordering
      row.style.order = ordering
    }
    backoffice.unsaved = true
    refresh()
  }

  function move(block, by) {
    const order = list()
    const from = order.indexOf(block)
    const to = from + by
    if (to < 0 || to >= order.length) {
      say(`${kindOf(block)} is already the ${by < 0 ? "first" : "last"} block.`)
      return
    }
    order.splice(from, 1)
    order.splice(to, 0, block)
    setOrder(order)
    block.scrollIntoView({ block: "nearest" })
    say(`${kindOf(block)} is now block ${to + 1} of ${order.length}.`)
  }

  // Folding

  function setFolded(block, folded) {
    block.classList.toggle("collapsed", folded)
    refreshSoon()
  }

  function foldAll(folded) {
    for (const block of list()) {
      block.classList.toggle("collapsed", folded && !block.querySelector(".errorlist"))
    }
    const kept = document.querySelector(".collapse-items input")
    if (kept && kept.checked !== folded) {
      kept.checked = folded
      kept.dispatchEvent(new Event("change")) // content-editor remembers it for the next article
    }
    refresh()
    say(folded ? "All blocks are collapsed." : "All blocks are expanded.")
  }

  // Removing, and taking it back

  const deletionOf = (block) => block.querySelector(":scope > h3 .delete input[type=checkbox]")

  function remove(block) {
    const name = kindOf(block)
    const saved = deletionOf(block)
    if (saved) saved.checked = true
    else {
      // A block that was never saved goes for good only when the form is sent.
      const mark = document.createElement("input")
      mark.type = "hidden"
      mark.className = "block-removed-mark"
      mark.name = `${block.id}-DELETE`
      mark.value = "on"
      block.append(mark)
    }
    block.classList.add("is-removed", "for-deletion")
    block.classList.remove("collapsed")
    const line = document.createElement("p")
    line.className = "block-undo"
    const words = document.createElement("span")
    words.textContent = `${name} removed${summaryOf(block) ? `: ${summaryOf(block)}` : ""}`
    const undo = button("block-undo-button", "Undo", null, () => restore(block))
    undo.setAttribute("aria-label", `Undo: bring ${name} back`)
    line.append(words, undo)
    block.prepend(line)
    undo.focus()
    backoffice.unsaved = true
    refresh()
    say(`${name} removed. Undo brings it back.`)
  }

  function restore(block) {
    const saved = deletionOf(block)
    if (saved) saved.checked = false
    block.querySelector(".block-removed-mark")?.remove()
    block.querySelector(".block-undo")?.remove()
    block.classList.remove("is-removed", "for-deletion")
    refresh()
    block.querySelector(".block-remove")?.focus()
    say(`${kindOf(block)} is back.`)
  }

  function dropRemovedForGood() {
    for (const mark of machine.querySelectorAll(".block-removed-mark")) {
      mark.closest(".inline-related").querySelector(".inline-deletelink")?.click()
    }
  }

  // Adding

  let afterAdding = null

  function add(prefix, before) {
    const { ContentEditor } = window
    ContentEditor._insertBefore = before
    ContentEditor.addContent(prefix)
  }

  function focusFirst(block) {
    const first = block.querySelector(
      "fieldset textarea, fieldset .select2-selection, fieldset select, " +
        "fieldset input:not([type=hidden])",
    )
    if (!first?.matches("[data-django-prose-editor-configurable]")) {
      first?.focus()
      return
    }
    const editor = first.parentElement.querySelector("[contenteditable=true]")
    if (editor) editor.focus()
    else block.addEventListener("prose-editor:ready", () => focusFirst(block), { once: true })
  }

  // A block that holds a file can't be copied: a browser gives no file to a script.
  const mayBeCopied = (block) => !block.querySelector("input[type=file]")

  function duplicate(block) {
    const order = list()
    const next = order[order.indexOf(block) + 1] ?? null
    const values = new Map()
    for (const field of block.querySelectorAll("fieldset :is(input, select, textarea)[name]")) {
      const name = field.name.slice(block.id.length + 1)
      if (["id", "parent", "ordering", "region", "DELETE"].includes(name)) continue
      values.set(name, field)
    }
    afterAdding = (made) => {
      for (const [name, field] of values) {
        const copy = made.querySelector(`[name="${made.id}-${name}"]`)
        if (!copy) continue
        if (field.matches("select")) {
          for (const option of field.selectedOptions) {
            if (![...copy.options].some(({ value }) => value === option.value)) {
              copy.append(new Option(option.textContent, option.value, true, true))
            }
          }
          copy.value = field.value
        } else if (field.type === "checkbox") copy.checked = field.checked
        else copy.value = field.value
      }
    }
    add(pluginOf(block).prefix, next)
  }

  // Before the rich text editor wakes up in a new row, so that it finds the copied words there.
  document.addEventListener(
    "formset:added",
    (event) => {
      if (!afterAdding) return
      afterAdding(event.target)
      afterAdding = null
    },
    { capture: true },
  )

  document.addEventListener("formset:added", (event) => {
    if (!machine || !event.target.closest?.(".order-machine")) return
    backoffice.unsaved = true
    requestAnimationFrame(() => {
      refresh()
      focusFirst(event.target)
      event.target.scrollIntoView({ block: "nearest" })
      say(`${nameOf(event.target)}, added.`)
    })
  })
  document.addEventListener("formset:removed", refreshSoon)

  // Handles

  function equip(block) {
    const heading = block.querySelector(":scope > h3")
    if (!heading || heading.querySelector(".block-tools")) return
    const mayChange = window.ContentEditor.allowChange
    const kind = heading.querySelector("b")
    if (kind) kind.textContent = kindOf(block)
    const number = document.createElement("span")
    number.className = "block-number"
    heading.prepend(number)
    const drawing = heading.querySelector(".material-icons")
    drawing?.replaceWith(iconOf(pluginOf(block)))
    const tools = document.createElement("span")
    tools.className = "block-tools"
    const tool = (className, label, name, action) => {
      const made = button(`block-tool ${className}`, label, name, action)
      made.dataset.says = label.replace(/ ?$/, " %")
      tools.append(made)
      return made
    }
    if (mayChange) {
      const grip = icon("grip")
      grip.setAttribute("class", "icon block-grip")
      heading.prepend(grip)
      const up = tool("block-up", "Move up", "up", () => move(block, -1))
      up.dataset.says = "Move % up"
      const down = tool("block-down", "Move down", "down", () => move(block, 1))
      down.dataset.says = "Move % down"
      if (mayBeCopied(block)) tool("block-copy", "Duplicate", "copy", () => duplicate(block))
    }
    const fold = tool("block-fold", "Fold", "fold", () => {
      setFolded(block, !block.classList.contains("collapsed"))
    })
    fold.dataset.says = "Collapse or expand %"
    if (mayChange) {
      tool("block-remove", "Remove", "bin", () => remove(block))
      const gap = document.createElement("div")
      gap.className = "block-gap"
      const insert = inserter("Insert a block here", () => block)
      insert.dataset.says = "Insert a block above %"
      gap.append(insert)
      block.prepend(gap)
    }
    heading.append(tools)
    heading.addEventListener("click", refreshSoon)
  }

  // The frame around the blocks

  function frame() {
    const wrapper = document.querySelector(".order-machine-wrapper")
    const heading = document.querySelector(".tabs.regions")
    const foldBoth = document.createElement("div")
    foldBoth.className = "block-fold-all"
    foldBoth.append(
      button("block-tool-wide", "Collapse all", null, () => foldAll(true)),
      button("block-tool-wide", "Expand all", null, () => foldAll(false)),
    )
    heading.append(foldBoth)
    machine.setAttribute("role", "group")
    machine.setAttribute("aria-label", "Body")
    if (!window.ContentEditor.allowChange) return
    const empty = document.createElement("p")
    empty.className = "block-empty"
    empty.textContent =
      "The body is made of blocks. Start with text, then add pictures, quotes, and products."
    wrapper.append(empty)
    const bar = document.createElement("div")
    bar.className = "block-bar"
    bar.setAttribute("role", "group")
    bar.setAttribute("aria-label", "Add a block at the end")
    const label = document.createElement("span")
    label.textContent = "Add a block"
    bar.append(
      label,
      ...window.ContentEditor.plugins.map((plugin) => {
        const made = button("block-add", plugin.title, null, () => add(plugin.prefix, null))
        made.prepend(iconOf(plugin))
        return made
      }),
    )
    wrapper.append(bar)
  }

  document.addEventListener("content-editor:ready", () => {
    machine = backoffice.blocks.begin()
    backoffice.blockMenu.make(add)
    frame()
    refresh()
    backoffice.blockKeys.begin(machine, { goTo, move })
    machine.addEventListener("input", refreshSoon)
    machine.addEventListener("change", refreshSoon)
    machine.addEventListener("drop", () => {
      backoffice.unsaved = true
      refreshSoon()
    })
    machine.addEventListener("backoffice:unfold", (event) => setFolded(event.target, false))
    window.django?.jQuery(machine).on("select2:select change", refreshSoon)
    machine.closest("form").addEventListener("submit", dropRemovedForGood, { capture: true })
  })
  document.addEventListener("content-editor:activate", refreshSoon)
  document.addEventListener("prose-editor:ready", refreshSoon)
  document.addEventListener("backoffice:outline", refreshSoon)
}
