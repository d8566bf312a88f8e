/* The side bar: folded away or a drawer, its groups as they were left; menus of the header. */
"use strict"
{
  const nav = document.getElementById("desk-nav")
  const toggle = document.getElementById("nav-toggle")
  const veil = document.getElementById("nav-veil")
  const { remember, remembered } = window.desk
  const narrow = window.matchMedia("(max-width: 1023px)")

  const isOpen = () =>
    narrow.matches
      ? document.body.classList.contains("nav-drawer")
      : !document.body.classList.contains("nav-folded")

  function show() {
    toggle.setAttribute("aria-expanded", String(isOpen()))
    const isDrawer = narrow.matches && isOpen()
    veil.hidden = !isDrawer
    for (const beside of document.querySelectorAll("#header, .page, .skip-to-content-link")) {
      beside.inert = isDrawer
    }
  }

  function setOpen(open) {
    if (narrow.matches) {
      document.body.classList.toggle("nav-drawer", open)
      show()
      if (open) (nav.querySelector("[aria-current]") ?? nav).focus()
      else toggle.focus()
    } else {
      document.body.classList.toggle("nav-folded", !open)
      remember("desk.nav", open ? "open" : "folded")
      show()
    }
  }

  if (remembered("desk.nav") === "folded") document.body.classList.add("nav-folded")
  for (const group of nav.querySelectorAll(".nav-group")) {
    const key = `desk.nav.${group.dataset.group}`
    const kept = remembered(key)
    const isHere = group.querySelector("[aria-current]")
    if (kept) group.open = kept === "open" || Boolean(isHere)
    group.querySelector("summary").addEventListener("click", () => {
      remember(key, group.open ? "folded" : "open") // the click comes before it opens or closes
    })
  }
  toggle.addEventListener("click", () => setOpen(!isOpen()))
  document.getElementById("nav-close").addEventListener("click", () => setOpen(false))
  veil.addEventListener("click", () => setOpen(false))
  narrow.addEventListener("change", () => {
    document.body.classList.remove("nav-drawer")
    show()
  })
  nav.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && narrow.matches) setOpen(false)
  })
  show()

  // Menus made of <details>: Escape and a click elsewhere close them.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return
    const menu = event.target.closest?.("details.menu[open]")
    if (!menu) return
    menu.open = false
    menu.querySelector("summary").focus()
  })
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false
    }
  })
}
