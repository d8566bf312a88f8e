/* “Go to…” (Ctrl-K) and the list of keyboard shortcuts (?), the two dialogs of the frame. */
"use strict"
{
  const { backoffice } = window
  const dialog = document.getElementById("quick-search")
  const input = document.getElementById("quick-search-words")
  const list = document.getElementById("quick-search-list")
  let waiting = 0
  let asked = null
  let cameFrom = null

  const places = [...document.querySelectorAll("#admin-nav a")].map((link) => ({
    text: link.textContent.trim(),
    url: link.href,
  }))

  const options = () => [...list.querySelectorAll("[role=option]")]

  function choose(option) {
    for (const other of options()) other.setAttribute("aria-selected", String(other === option))
    input.setAttribute("aria-activedescendant", option?.id ?? "")
    option?.scrollIntoView({ block: "nearest" })
  }

  function draw(groups) {
    list.replaceChildren()
    let number = 0
    for (const [place, group] of groups.entries()) {
      const box = document.createElement("div")
      box.setAttribute("role", "group")
      const title = document.createElement("p")
      title.className = "quick-search-group"
      title.id = `quick-search-group-${place}`
      title.textContent = group.title
      box.setAttribute("aria-labelledby", title.id)
      box.append(title)
      for (const hit of group.hits) {
        const option = document.createElement("div")
        option.setAttribute("role", "option")
        option.id = `quick-search-${number++}`
        option.className = "quick-search-hit"
        option.dataset.url = hit.url
        option.textContent = hit.text
        box.append(option)
      }
      list.append(box)
    }
    choose(options()[0])
    return number
  }

  function placesFor(words) {
    const wanted = words.toLowerCase()
    const hits = places.filter(({ text }) => text.toLowerCase().includes(wanted))
    return hits.length ? [{ title: "Lists and pages", hits: hits.slice(0, words ? 4 : 30) }] : []
  }

  async function ask() {
    const words = input.value.trim()
    asked?.abort()
    const own = placesFor(words)
    if (words.length < 2) {
      draw(own)
      return
    }
    asked = new AbortController()
    try {
      const address = `${dialog.dataset.address}?q=${encodeURIComponent(words)}`
      const answer = await fetch(address, { signal: asked.signal })
      if (!answer.ok) throw new Error(answer.status)
      const { groups } = await answer.json()
      const count = draw([...own, ...groups])
      if (!count) {
        const nothing = document.createElement("p")
        nothing.className = "quick-search-nothing"
        nothing.textContent = `Nothing matches “${words}”. Try fewer letters or another word.`
        list.append(nothing)
      }
      backoffice.say(count === 1 ? "1 result" : `${count || "No"} results`)
    } catch (error) {
      if (error.name === "AbortError") return
      draw(own)
      backoffice.say("The server didn't respond. Try again in a moment.")
    }
  }

  function open() {
    if (dialog.open) return
    cameFrom = document.activeElement
    input.value = ""
    draw(placesFor(""))
    dialog.showModal()
    input.focus()
  }

  function go(option, event) {
    if (!option) return
    if (event.ctrlKey || event.metaKey) window.open(option.dataset.url, "_blank", "noopener")
    else window.location.assign(option.dataset.url)
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting)
    waiting = setTimeout(ask, 150)
  })
  input.addEventListener("keydown", (event) => {
    const all = options()
    const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true")
    if (event.key === "ArrowDown") choose(all[(now + 1) % all.length])
    else if (event.key === "ArrowUp") choose(all[(now - 1 + all.length) % all.length])
    else if (event.key === "Enter") go(all[now], event)
    else return
    event.preventDefault()
  })
  list.addEventListener("click", (event) => go(event.target.closest("[role=option]"), event))
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close()
  })
  dialog.addEventListener("close", () => cameFrom?.focus?.())
  document.getElementById("quick-search-close").addEventListener("click", () => dialog.close())
  document.getElementById("quick-search-button").addEventListener("click", open)

  // The list of shortcuts

  const help = document.getElementById("shortcuts")
  const letters = document.getElementById("shortcuts-switch")

  function openHelp() {
    const groups = new Map()
    for (const one of backoffice.shortcuts) {
      if (!groups.has(one.group)) groups.set(one.group, [])
      groups.get(one.group).push(one)
    }
    const box = document.getElementById("shortcuts-list")
    box.replaceChildren()
    for (const [name, rows] of groups) {
      const section = document.createElement("section")
      const title = document.createElement("h3")
      title.textContent = name
      const terms = document.createElement("dl")
      for (const row of rows) {
        const line = document.createElement("div")
        const label = document.createElement("dt")
        label.textContent = row.label
        const keys = document.createElement("dd")
        for (const key of backoffice.keyNames(row.keys)) {
          const cap = document.createElement("kbd")
          cap.textContent = key
          keys.append(cap, " ")
        }
        line.append(label, keys)
        terms.append(line)
      }
      section.append(title, terms)
      box.append(section)
    }
    letters.checked = backoffice.remembered(backoffice.lettersSwitch) !== "off"
    help.showModal()
  }

  letters.addEventListener("change", () => {
    backoffice.remember(backoffice.lettersSwitch, letters.checked ? "on" : "off")
  })
  help.addEventListener("click", (event) => {
    if (event.target === help) help.close()
  })
  document.getElementById("shortcuts-close").addEventListener("click", () => help.close())
  document.getElementById("shortcuts-button").addEventListener("click", openHelp)

  for (const cap of document.querySelectorAll("[data-keys]")) {
    cap.textContent = backoffice.keyNames(cap.dataset.keys).join(" ")
  }

  // Shortcuts of every page

  const press = (selector) => () => {
    const found = document.querySelector(selector)
    if (!found) return false
    found.click()
    return true
  }
  const goTo = (address) => () => {
    const link = document.querySelector(`#admin-nav a[href$="${address}"]`)
    if (!link) return false
    link.click()
    return true
  }
  backoffice.shortcut({ keys: "mod+k", label: "Go to…", run: open })
  backoffice.shortcut({ keys: "?", label: "This list", run: openHelp })
  backoffice.shortcut({
    keys: "/",
    label: "Search in this list",
    group: "Lists",
    run: () => {
      const bar = document.getElementById("searchbar")
      bar?.focus()
      return Boolean(bar)
    },
  })
  backoffice.shortcut({
    keys: "f",
    label: "Filters",
    group: "Lists",
    run: () => {
      const panel = document.getElementById("filter-panel")
      if (!panel) return false
      panel.open = true
      panel.querySelector("summary").focus()
      return true
    },
  })
  backoffice.shortcut({
    keys: "n",
    label: "Add a row",
    group: "Lists",
    run: press(".object-tools .addlink"),
  })
  for (const [letter, name, address] of [
    ["h", "home", "/admin/"],
    ["a", "articles", "/articles/article/"],
    ["u", "quotes", "/articles/quote/"],
    ["p", "products", "/products/product/"],
    ["o", "offers", "/products/offer/"],
    ["e", "people", "/people/person/"],
    ["q", "questions", "/faq/question/"],
    ["m", "manuscripts", "/manuscripts/manuscript/"],
  ]) {
    backoffice.shortcut({
      keys: `g ${letter}`,
      label: `Go to ${name}`,
      group: "Go to",
      run: goTo(address),
    })
  }
  // The button that stays on the page goes first, wherever it stands in the row.
  const save = () => {
    const row = document.querySelector("#content-main form .submit-row")
    const button = row?.querySelector("[name=_continue]") ?? row?.querySelector("[name=_save]")
    if (!button) return false
    button.click()
    return true
  }
  backoffice.shortcut({ keys: "mod+s", label: "Save and keep editing", group: "Forms", run: save })
  backoffice.shortcut({
    keys: "mod+shift+p",
    label: "Save and preview",
    group: "Forms",
    run: press(".submit-row [name=_preview]"),
  })
  backoffice.shortcut({
    keys: "mod+shift+u",
    label: "Save and publish…",
    group: "Forms",
    run: press(".submit-row [name=_publish]"),
  })
}
