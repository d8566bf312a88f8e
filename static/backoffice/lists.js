/* Lists: how many were found is said aloud, and so is what is ticked. */
"use strict"
{
  const { desk } = window
  const list = document.getElementById("changelist-form")
  const chips = document.querySelectorAll(".chip").length
  const counted = document.querySelector("#changelist .paginator")
  if (chips) {
    const count = counted?.textContent.replace(/\s+/g, " ").trim() ?? ""
    desk.say(document.querySelector(".empty") ? "Nothing found." : `Found: ${count}`)
  }
  const counter = list?.querySelector(".action-counter")
  if (counter) {
    let waiting = 0
    list.addEventListener("change", (event) => {
      if (!event.target.matches(".action-select, #action-toggle")) return
      clearTimeout(waiting)
      waiting = setTimeout(() => desk.say(counter.textContent), 300)
    })
  }
}
