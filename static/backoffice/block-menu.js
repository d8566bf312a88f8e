/* The menu of kinds: between any two blocks, and where “/” is typed. `backoffice.blockMenu`. */
"use strict"
{
  const { backoffice } = window
  const { button, hintOf, iconOf } = backoffice.blocks

  let menu = null
  let opener = null
  let target = null

  /** `add(prefix, before)` is called with what was chosen. */
  function make(add) {
    menu = document.createElement("div")
    menu.className = "block-menu"
    menu.setAttribute("role", "menu")
    menu.setAttribute("aria-label", "Block type")
    menu.hidden = true
    for (const plugin of window.ContentEditor.plugins) {
      const item = document.createElement("button")
      item.type = "button"
      item.setAttribute("role", "menuitem")
      item.tabIndex = -1
      item.dataset.prefix = plugin.prefix
      const words = document.createElement("span")
      words.className = "block-menu-words"
      const title = document.createElement("span")
      title.className = "block-menu-title"
      title.textContent = plugin.title
      const hint = document.createElement("span")
      hint.className = "block-menu-hint"
      hint.textContent = hintOf(plugin)
      words.append(title, hint)
      item.append(iconOf(plugin), words)
      item.addEventListener("click", () => {
        const before = target
        closeMenu({ keepFocus: true })
        add(plugin.prefix, before)
      })
      menu.append(item)
    }
    menu.addEventListener("keydown", onMenuKey)
    menu.addEventListener("focusout", (event) => {
      if (!menu.contains(event.relatedTarget)) closeMenu({ keepFocus: true })
    })
    document.querySelector(".order-machine-wrapper").append(menu)
  }

  const items = () => [...menu.querySelectorAll("[role=menuitem]")]

  function onMenuKey(event) {
    const all = items()
    const now = all.indexOf(document.activeElement)
    if (event.key === "Escape") closeMenu()
    else if (event.key === "ArrowDown") all[(now + 1) % all.length].focus()
    else if (event.key === "ArrowUp") all[(now - 1 + all.length) % all.length].focus()
    else if (event.key === "Home") all[0].focus()
    else if (event.key === "End") all.at(-1).focus()
    else if (event.key === "Tab") {
      closeMenu()
      return
    } else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey) {
      const rest = [...all.slice(now + 1), ...all.slice(0, now + 1)]
      const letter = event.key.toLowerCase()
      rest.find((item) => item.textContent.trim().toLowerCase().startsWith(letter))?.focus()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  /** `before` is the block the new one stands above, or null for the end. */
  function open(from, before) {
    opener = from
    target = before
    menu.hidden = false
    from.setAttribute?.("aria-expanded", "true")
    placeMenu()
    items()[0].focus()
  }

  function placeMenu() {
    if (!menu || menu.hidden) return
    const around = menu.parentElement.getBoundingClientRect()
    const at = opener.getBoundingClientRect()
    const room = window.innerHeight - at.bottom - 100
    const height = menu.offsetHeight
    const top = room > height || at.top < height ? at.bottom + 6 : at.top - height - 6
    const left = Math.min(at.left, around.right - menu.offsetWidth) - around.left
    menu.style.top = `${top - around.top}px`
    menu.style.left = `${Math.max(0, left)}px`
  }
  window.addEventListener("resize", placeMenu)

  function closeMenu({ keepFocus = false } = {}) {
    if (menu.hidden) return
    menu.hidden = true
    opener?.setAttribute?.("aria-expanded", "false")
    if (!keepFocus) opener?.focus()
  }

  function inserter(label, before) {
    const made = button("block-insert", label, "plus", () => open(made, before()))
    made.setAttribute("aria-haspopup", "menu")
    made.setAttribute("aria-expanded", "false")
    return made
  }

  backoffice.blockMenu = { inserter, make, open }
}
