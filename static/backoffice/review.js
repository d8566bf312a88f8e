/*
 * The review of a manuscript: words and proposals lead to each other, decisions go to the server
 * one by one, and all of it works from the keyboard. Without this script the links are anchors and
 * the buttons post their forms.
 */
"use strict"
{
  const { backoffice } = window
  const panes = document.getElementById("panes")
  const words = document.getElementById("the-words")
  const proposals = document.getElementById("the-proposals")
  const tabs = [...document.querySelectorAll(".pane-switch a")]
  const narrow = window.matchMedia("(max-width: 1023px)")
  let current = null

  const cards = () => [...proposals.querySelectorAll(".card")].filter((card) => card.offsetParent)
  // What the buttons about all of it were shown beside
  const asked = () => document.querySelectorAll(".review-actions [name=decision_shown]")
  const keyOf = (card) => card.id.slice(2)
  const spansOf = (key) => [...words.querySelectorAll(`[data-of~="${key}"]`)]

  // Which proposal it is about

  function show(pane) {
    panes.dataset.shown = pane === words ? "words" : "proposals"
    for (const tab of tabs) {
      if (tab.dataset.pane === panes.dataset.shown) tab.setAttribute("aria-current", "true")
      else tab.removeAttribute("aria-current")
    }
  }

  function bringIntoView(element, pane) {
    if (narrow.matches) {
      element.scrollIntoView({ block: "center" })
      return
    }
    const inner = element.getBoundingClientRect()
    const outer = pane.getBoundingClientRect()
    const head = 56 // the pane's own heading stays on top
    const isSeen = inner.top >= outer.top + head && inner.bottom <= outer.bottom
    if (!isSeen) pane.scrollTop += inner.top - outer.top - head - outer.height / 6
  }

  function choose(card) {
    if (!card) return
    for (const marked of panes.querySelectorAll("[aria-current]")) {
      marked.removeAttribute("aria-current")
    }
    current = card.id
    card.setAttribute("aria-current", "true")
    const spans = spansOf(keyOf(card))
    for (const span of spans) span.setAttribute("aria-current", "true")
    if (spans.length && !narrow.matches) bringIntoView(spans[0], words)
  }

  const chosen = () => document.getElementById(current ?? "")

  function goTo(card) {
    if (!card) return false
    for (let around = card; around; around = around.parentElement) {
      if (around.matches("details")) around.open = true
    }
    if (narrow.matches) show(proposals)
    choose(card)
    card.focus({ preventScroll: true })
    bringIntoView(card, proposals)
    return true
  }

  function goToWords(card) {
    const [span] = card ? spansOf(keyOf(card)) : []
    if (!span) return false
    choose(card)
    if (narrow.matches) show(words)
    span.focus({ preventScroll: true })
    bringIntoView(span, words)
    return true
  }

  words.addEventListener("click", (event) => {
    const span = event.target.closest("a.span")
    if (!span || event.ctrlKey || event.metaKey) return
    const card = document.getElementById(span.hash.slice(1))
    if (!card) return // it stands on another page
    event.preventDefault()
    history.replaceState(null, "", span.hash)
    goTo(card)
  })
  proposals.addEventListener("click", (event) => {
    const link = event.target.closest("a.card-source")
    if (!link) return
    event.preventDefault()
    goToWords(link.closest(".card"))
  })
  proposals.addEventListener("focusin", (event) => {
    const card = event.target.closest(".card")
    if (card && card.id !== current) choose(card)
  })
  document.querySelector(".review-head").addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#at-']")
    if (link && narrow.matches) show(words)
  })
  for (const tab of tabs) {
    tab.addEventListener("click", (event) => {
      event.preventDefault()
      const pane = document.getElementById(tab.hash.slice(1))
      show(pane)
      pane.focus({ preventScroll: true })
    })
  }

  // What is typed and not decided about

  const note = () => {
    backoffice.unsaved = Boolean(proposals.querySelector(".card.is-typed"))
  }
  const typed = (event) => {
    event.target.closest(".card")?.classList.add("is-typed")
    note()
  }
  proposals.addEventListener("input", typed)
  proposals.addEventListener("change", typed)

  // Decisions

  function tell(answer) {
    for (const [name, count] of Object.entries(answer.counts)) {
      for (const place of document.querySelectorAll(`[data-count="${name}"]`)) {
        place.textContent = count
      }
    }
    for (const noun of document.querySelectorAll("[data-count-noun=doubts]")) {
      noun.textContent = answer.counts.doubts === 1 ? "doubt" : "doubts"
    }
    document.querySelector(".count-doubts")?.classList.toggle("is-none", !answer.counts.doubts)
    for (const group of proposals.querySelectorAll(".group")) {
      const left = group.querySelectorAll(".card[data-decision=open]").length
      group.querySelector("[data-left]").textContent = left
    }
    if (answer.asked) for (const shown of asked()) shown.value = answer.asked
    for (const [id, count] of [
      ["undoubted", answer.undoubted],
      ["mended", answer.mended],
    ]) {
      const rest = document.getElementById(id)
      if (!rest) continue
      rest.textContent = count
      rest.closest("button").disabled = !count
    }
  }

  function cardOf(html) {
    const made = new DOMParser().parseFromString(html, "text/html")
    return document.importNode(made.querySelector(".card"), true)
  }

  // Somebody who was named: a card of their own, and a choice at every other quote

  function welcome(card, answer) {
    for (const html of answer.added ?? []) {
      const fresh = cardOf(html)
      if (!document.getElementById(fresh.id)) card.before(fresh)
    }
    for (const [name, called] of answer.people ?? []) {
      for (const select of proposals.querySelectorAll("select[name$='-speaker']")) {
        if ([...select.options].some((option) => option.value === name)) continue
        select.add(new Option(called, name))
      }
    }
  }

  function replace(card, answer, status) {
    welcome(card, answer)
    const fresh = cardOf(answer.html)
    if (status !== 200) fresh.classList.add("is-typed")
    card.replaceWith(fresh)
    for (const span of words.querySelectorAll(`a[href="#${fresh.id}"]`)) {
      span.dataset.decision = answer.decision
    }
    choose(fresh)
    const wrong = fresh.querySelector("[aria-invalid=true]")
    for (let around = wrong; around && around !== fresh; around = around.parentElement) {
      if (around.matches("details")) around.open = true
    }
    ;(wrong ?? fresh).focus({ preventScroll: true })
    bringIntoView(wrong ?? fresh, proposals)
    note()
  }

  function fail(card, text) {
    card.querySelector(".card-failed")?.remove()
    const line = document.createElement("p")
    line.className = "card-failed"
    line.textContent = text
    card.querySelector(".card-head").after(line)
    backoffice.say(text)
  }

  async function send(form, submitter) {
    const card = form.closest(".card")
    if (card.getAttribute("aria-busy")) return
    card.setAttribute("aria-busy", "true")
    const body = new FormData(form, submitter)
    const [shown] = asked()
    if (shown) body.append(shown.name, shown.value)
    try {
      const response = await fetch(form.action, {
        method: "POST",
        body,
        redirect: "manual",
        headers: { "X-Requested-With": "fetch", "X-CSRFToken": backoffice.csrfToken() },
      })
      if (response.type === "opaqueredirect" || response.status === 403) {
        fail(
          card,
          "You're signed out, or don't have permission to decide. Sign in in another tab and try again.",
        )
        return
      }
      const answer = await response.json()
      if (response.status === 503) {
        fail(card, `${answer.sentence} What you typed is still here.`)
        return
      }
      backoffice.say(answer.message)
      if (answer.reload) {
        window.location.reload()
        return
      }
      replace(card, answer, response.status)
      tell(answer)
    } catch {
      fail(card, "The server didn't respond. What you typed is still here: try again in a moment.")
    } finally {
      card.removeAttribute("aria-busy")
    }
  }

  proposals.addEventListener("submit", (event) => {
    const form = event.target
    if (!form.matches(".card > form")) return
    event.preventDefault()
    send(form, event.submitter)
  })

  // Rows of offers

  function addOffer(more) {
    const card = more.closest(".card")
    const count = card.querySelector("[name$='-offers']")
    const blank = more.querySelector(".offer")
    const row = blank.cloneNode(true)
    const last = Number(count.value) - 1
    for (const part of row.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
      for (const name of ["name", "id", "for", "aria-describedby"]) {
        const value = part.getAttribute(name)
        if (value) part.setAttribute(name, value.replace(`-${last}-`, `-${last + 1}-`))
      }
      if (part.matches("input:not([type=checkbox])")) part.value = ""
    }
    count.value = last + 2
    card.querySelector(".offers").append(blank)
    more.append(row)
    more.open = false
    blank.querySelector("input").focus()
  }

  proposals.addEventListener("click", (event) => {
    const summary = event.target.closest(".offer-more > summary")
    if (!summary) return
    event.preventDefault()
    addOffer(summary.parentElement)
  })

  // From the keyboard

  function step(by) {
    const all = cards()
    const at = all.indexOf(chosen())
    return goTo(at < 0 ? all[0] : all[at + by])
  }

  function press(selector) {
    const card = chosen()
    const button = card?.querySelector(selector)
    button?.click()
    return Boolean(button)
  }

  // A doubt that stands at no card
  function nextMark() {
    const marks = [...document.querySelectorAll(".review-marks li:not(.is-seen)")]
    const at = marks.indexOf(document.activeElement?.closest(".review-marks li"))
    const mark = marks[at + 1] ?? marks[0]
    if (!mark) return false
    mark.closest("details").open = true
    mark.scrollIntoView({ block: "center" })
    mark.querySelector("a, [tabindex]").focus({ preventScroll: true })
    return true
  }

  function nextDoubt() {
    const doubtful = [...proposals.querySelectorAll(".is-doubtful[data-decision=open]")]
    const all = [...proposals.querySelectorAll(".card")]
    const at = all.indexOf(chosen())
    const next = doubtful.find((card) => all.indexOf(card) > at) ?? doubtful[0]
    const turn = document.getElementById("next-doubts")
    if (!next && turn) turn.click()
    else if (!next && !nextMark()) backoffice.say("No doubts left.")
    return next ? goTo(next) : true
  }

  function edit() {
    const form = chosen()?.querySelector(".card-form")
    if (!form) return false
    form.open = true
    form.querySelector("input:not([type=hidden]), select, textarea")?.focus()
    return true
  }

  for (const jump of document.querySelectorAll(".next-doubt")) {
    jump.hidden = false
    jump.addEventListener("click", nextDoubt)
  }

  for (const [keys, label, run] of [
    ["j", "Next proposal", () => step(1)],
    ["k", "Previous proposal", () => step(-1)],
    ["d", "Next doubt", nextDoubt],
    ["a", "Accept it", () => press(".card-accept")],
    ["x", "Leave it out", () => press(".card-reject")],
    ["u", "Undo the decision", () => press(".card-undo")],
    ["e", "Change it", edit],
    ["o", "Its words", () => goToWords(chosen())],
  ]) {
    backoffice.shortcut({ keys, label, group: "Review", run })
  }
  proposals.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return
    event.target.closest(".card")?.focus({ preventScroll: true }) // from a field back to letters
  })

  // Where the address leads

  function follow() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    if (!target) return
    if (target.matches(".card")) goTo(target)
    else if (words.contains(target)) {
      show(words)
      bringIntoView(target, words)
    }
  }
  show(location.hash.startsWith("#p-") || !location.hash ? proposals : words)
  window.addEventListener("hashchange", follow)
  window.addEventListener("load", follow)
}
