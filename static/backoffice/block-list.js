/*
 * The blocks of a body as they stand on the page, for the scripts that work on them (blocks.js,
 * block-menu.js, block-keys.js): `backoffice.blocks`. `list()` has them in their order.
 */
"use strict"
{
  const { backoffice } = window
  let kinds = {} // model → what its entry in articles/block_types.py says
  let sprite = ""
  let machine = null

  function begin() {
    machine = document.querySelector(".order-machine")
    kinds = JSON.parse(document.getElementById("block-types")?.textContent ?? "{}")
    sprite = document.querySelector(".icon use")?.getAttribute("href").split("#")[0] ?? ""
    return machine
  }

  const list = () =>
    [...machine.querySelectorAll(":scope > .inline-related:not(.empty-form)")].toSorted(
      (one, other) => one.style.order - other.style.order,
    )
  const pluginOf = (block) =>
    window.ContentEditor.pluginsByPrefix[block.id.replace(/-(?:\d+|empty)$/, "")]
  const kindOf = (block) => pluginOf(block)?.title ?? "Block"
  const nameOf = (block) => `${kindOf(block)}, block ${list().indexOf(block) + 1}`
  const isRemoved = (block) => block.classList.contains("is-removed")
  const hintOf = (plugin) => kinds[plugin.model]?.hint ?? ""

  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
    svg.setAttribute("class", "icon")
    svg.setAttribute("aria-hidden", "true")
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use")
    use.setAttribute("href", `${sprite}#${name}`)
    svg.append(use)
    return svg
  }

  const iconOf = (plugin) => icon(kinds[plugin?.model]?.icon ?? "page")

  function button(className, label, drawing, action) {
    const made = document.createElement("button")
    made.type = "button"
    made.className = className
    if (drawing) {
      made.append(icon(drawing))
      made.setAttribute("aria-label", label)
      made.title = label
    } else made.textContent = label
    made.addEventListener("click", (event) => {
      event.stopPropagation() // a click on the heading would fold the block
      action(event)
    })
    return made
  }

  // What is in a block, in a line

  function summaryOf(block) {
    const words = [...block.querySelectorAll("fieldset.module .form-row")]
      .map((row) => {
        const prose = row.querySelector("[contenteditable=true]")
        if (prose) return [...prose.children].map((part) => part.textContent).join(" ")
        const chosen = row.querySelector("select")
        if (chosen?.matches(".admin-autocomplete")) {
          return chosen.selectedOptions[0]?.textContent ?? ""
        }
        const area = row.querySelector("textarea")
        if (area) return area.value.replace(/<[^>]*>/g, " ")
        const file = row.querySelector(".file-upload a")
        return row.querySelector("input[type=text]")?.value || file?.textContent || ""
      })
      .map((text) => text.replace(/\s+/g, " ").replace(/^-+$/, "").trim())
      .find(Boolean)
    return (words ?? "").slice(0, 140)
  }

  backoffice.blocks = {
    begin,
    button,
    hintOf,
    icon,
    iconOf,
    isRemoved,
    kindOf,
    list,
    nameOf,
    pluginOf,
    summaryOf,
  }
}
