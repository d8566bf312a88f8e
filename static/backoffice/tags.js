/*
 * Suggestions for the tag being typed, in a field of tags with a comma between two.
 * Without script the field is a plain line of text. Pattern: an editable combobox with a listbox.
 */
"use strict"
{
  const MOST = 12
  let count = 0

  function equip(input) {
    if (input.dataset.equipped) return
    input.dataset.equipped = "yes"
    const list = document.createElement("ul")
    list.id = `tag-suggestions-${count++}`
    list.className = "tag-suggestions"
    list.setAttribute("role", "listbox")
    list.setAttribute("aria-label", "Tags on file")
    list.hidden = true
    input.after(list)
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": list.id,
      "aria-expanded": "false",
    })) {
      input.setAttribute(name, value)
    }

    let asked = 0
    let active = -1

    const piece = () => {
      const start = input.value.lastIndexOf(",", input.selectionStart - 1) + 1
      const comma = input.value.indexOf(",", input.selectionStart)
      const end = comma < 0 ? input.value.length : comma
      return { start, end, text: input.value.slice(start, end).trim() }
    }

    const close = () => {
      list.hidden = true
      active = -1
      input.setAttribute("aria-expanded", "false")
      input.removeAttribute("aria-activedescendant")
    }

    const mark = (index) => {
      active = index
      for (const [place, option] of [...list.children].entries()) {
        option.setAttribute("aria-selected", String(place === index))
        if (place === index) {
          input.setAttribute("aria-activedescendant", option.id)
          option.scrollIntoView({ block: "nearest" })
        }
      }
    }

    const choose = (name) => {
      const { start, end } = piece()
      const before = input.value.slice(0, start)
      const after = input.value.slice(end)
      const text = `${before}${before ? " " : ""}${name}`
      input.value = `${text}${after || ", "}`
      const caret = text.length + 2
      input.setSelectionRange(caret, caret)
      close()
    }

    const show = (names) => {
      list.replaceChildren(
        ...names.slice(0, MOST).map((name, place) => {
          const option = document.createElement("li")
          option.id = `${list.id}-${place}`
          option.setAttribute("role", "option")
          option.setAttribute("aria-selected", "false")
          option.textContent = name
          option.addEventListener("mousedown", (event) => {
            event.preventDefault()
            choose(name)
          })
          return option
        }),
      )
      list.style.left = `${input.offsetLeft}px`
      list.style.top = `${input.offsetTop + input.offsetHeight}px`
      list.hidden = !names.length
      active = -1
      input.setAttribute("aria-expanded", String(Boolean(names.length)))
    }

    const ask = async () => {
      const { text } = piece()
      const turn = ++asked
      if (!text) {
        close()
        return
      }
      const address = `${input.dataset.tagSuggestions}?q=${encodeURIComponent(text)}`
      const answer = await fetch(address, { headers: { Accept: "application/json" } })
      if (turn !== asked || !answer.ok) return
      const taken = input.value.split(",").map((name) => name.trim().toLowerCase())
      const { names } = await answer.json()
      if (turn !== asked || document.activeElement !== input) return
      show(names.filter((name) => name === text.toLowerCase() || !taken.includes(name)))
    }

    input.addEventListener("input", ask)
    input.addEventListener("blur", close)
    input.addEventListener("keydown", (event) => {
      const options = [...list.children]
      if (list.hidden || !options.length) return
      if (event.key === "ArrowDown") {
        mark((active + 1) % options.length)
      } else if (event.key === "ArrowUp") {
        mark((active <= 0 ? options.length : active) - 1)
      } else if (event.key === "Enter" && active >= 0) {
        choose(options[active].textContent)
      } else if (event.key === "Escape") {
        close()
      } else {
        return
      }
      event.preventDefault()
    })
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const input of document.querySelectorAll("[data-tag-suggestions]")) equip(input)
  })
}
