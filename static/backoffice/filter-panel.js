/* The filters stand open on a wide screen unless somebody folded them; runs before they are seen. */
"use strict"
{
  const panel = document.getElementById("filter-panel")
  const { remember, remembered } = window.desk
  const wide = window.matchMedia("(min-width: 1200px)")
  panel.open = wide.matches && remembered("desk.filters") !== "folded"
  panel.querySelector("summary").addEventListener("click", () => {
    if (wide.matches) remember("desk.filters", panel.open ? "folded" : "open")
  })
}
