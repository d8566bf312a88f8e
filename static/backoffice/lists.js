/* Lists: how many were found is said aloud, and so is what is ticked; a wide list scrolls. */
"use strict"
{
  const { backoffice } = window
  const list = document.getElementById("changelist-form")
  const chips = document.querySelectorAll(".chip").length
  const counted = document.querySelector("#changelist .paginator")
  if (chips) {
    const count = counted?.textContent.replace(/\s+/g, " ").trim() ?? ""
    backoffice.say(document.querySelector(".empty") ? "Nothing found." : `Found: ${count}`)
  }
  const counter = list?.querySelector(".action-counter")
  if (counter) {
    let waiting = 0
    list.addEventListener("change", (event) => {
      if (!event.target.matches(".action-select, #action-toggle")) return
      clearTimeout(waiting)
      waiting = setTimeout(() => backoffice.say(counter.textContent), 300)
    })
  }

  // A box that scrolls would hold the head of the table, which stays in view where the list fits.
  const box = document.querySelector("#changelist-form .results")
  if (box) {
    const table = box.querySelector("table")
    const watcher = new ResizeObserver(() => {
      box.classList.toggle("is-too-wide", table.offsetWidth > box.clientWidth + 1)
    })
    watcher.observe(box)
    watcher.observe(table)
  }
}
