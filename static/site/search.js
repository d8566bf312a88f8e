/* Proposes pages while somebody types. */
for (const form of document.querySelectorAll(".search-form")) {
  const field = form.elements.q
  const list = document.createElement("ul")
  const on = (node, name, act) => node.addEventListener(name, act)
  let waiting
  let chosen

  const option = ({ title, url, kind }, place) => {
    const item = document.createElement("li")
    item.textContent = `${title} · ${kind}`
    item.id = list.id + place
    item.role = "option"
    item.dataset.url = url
    return item
  }
  const show = (proposals) => {
    chosen = -1
    list.replaceChildren(...proposals.map(option))
    list.hidden = !proposals.length
    field.ariaExpanded = !list.hidden
    field.removeAttribute("aria-activedescendant")
  }
  const ask = async () => {
    const typed = field.value
    const answer = await fetch(`${form.action}suggest/?q=${encodeURIComponent(typed)}`)
    if (answer.ok && typed === field.value) show((await answer.json()).proposals)
  }
  const choose = (item) => (location = item.dataset.url)

  list.id = `${field.id}-list`
  list.className = "proposals"
  list.role = "listbox"
  list.ariaLabel = "Pages"
  field.role = "combobox"
  field.setAttribute("aria-controls", list.id)
  form.append(list)
  show([])

  on(field, "input", () => {
    clearTimeout(waiting)
    waiting = setTimeout(ask, 150)
  })
  on(field, "blur", () => show([]))
  on(list, "mousedown", (event) => choose(event.target.closest("li")))
  on(field, "keydown", (event) => {
    const { key } = event
    const items = list.children
    const step = { ArrowDown: 1, ArrowUp: -1 }[key]
    if (key === "Escape") show([])
    if (!items[0] || !(step || (key === "Enter" && items[chosen]))) return
    event.preventDefault()
    if (!step) return choose(items[chosen])
    if (items[chosen]) items[chosen].ariaSelected = false
    chosen = (Math.max(chosen, step < 0 ? 0 : -1) + step + items.length) % items.length
    items[chosen].ariaSelected = true
    field.setAttribute("aria-activedescendant", items[chosen].id)
  })
}
