/*
 * What Word, Google Docs and others put on the clipboard, as the HTML a writer meant.
 *
 * Their meaning is in `style`, which a strict content policy hides from the browser's parser. So the
 * attribute is renamed in the text before anything parses it, read here, and never reaches the page.
 */
import { Extension, Plugin } from "django-prose-editor/editor"

const LOOK = "data-look"
const TAG = /<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>/gi
const NO_WORDS = /<(style|script|xml|title)\b[^>]*>[^]*?<\/\1\s*>/gi
const BLOCKS =
  "address,article,aside,blockquote,caption,dd,div,dl,dt,figure,footer,h1,h2,h3,h4,h5,h6,header,hr," +
  "li,main,ol,p,pre,section,table,tbody,td,tfoot,th,thead,tr,ul"
const BLOCK_NAMES = new Set(BLOCKS.split(","))
const HEADINGS = { h1: "h2", h2: "h2", h3: "h3", h4: "h3", h5: "h3", h6: "h3" }
const KEPT = { a: ["href"], ol: ["start"], td: ["colspan", "rowspan"], th: ["colspan", "rowspan"] }
const DROPPED = new Set(["head", "link", "meta", "object", "script", "style", "template", "title"])
const SPACE = /[ \t\r\n\f]+/g

export function cleaned(html) {
  if (html.includes("data-pm-slice")) return html // from an editor of this kind: clean already
  const text = html
    .replace(NO_WORDS, "")
    .replace(TAG, (tag) => tag.replace(/(\s)style(\s*=)/gi, `$1${LOOK}$2`))
  const { body } = new DOMParser().parseFromString(text, "text/html")
  listsFromWord(body)
  const result = body.ownerDocument.createElement("div")
  rebuild(body, result, { bold: false, italic: false, shift: "", isHeading: false })
  for (const paragraph of result.querySelectorAll("p, h2, h3")) {
    const isLeft = paragraph.textContent.trim() || paragraph.closest("td, th, li")
    if (!isLeft) paragraph.remove()
  }
  return result.innerHTML
}

/** A property out of the renamed `style`; the last one wins, as in a style sheet. */
function look(element, property) {
  const style = element.getAttribute?.(LOOK)
  if (!style) return ""
  const found = [...style.matchAll(/([\w-]+)\s*:\s*((?:"[^"]*"|'[^']*'|[^;"'])*)/g)]
  return (
    found
      .findLast(([, name]) => name.toLowerCase() === property)?.[2]
      .trim()
      .toLowerCase() ?? ""
  )
}

// Lists of Word: paragraphs that name their list and level, with the mark typed before the words

function listsFromWord(body) {
  let lists = [] // of the innermost item so far: {list, id, level}
  for (const paragraph of body.querySelectorAll("p, div")) {
    const place = look(paragraph, "mso-list").match(/^l(\d+)\s+level(\d+)/)
    if (!place || paragraph.querySelector("p, div")) continue
    const [id, level] = [place[1], Number(place[2])]
    const mark = takeMark(paragraph)
    const name = /^\(?(\d+|[a-z]|[ivxlc]+)[.)]/i.test(mark) ? "ol" : "ul"
    if (lists[0]?.list.nextElementSibling !== paragraph) lists = []
    while (lists.length && lists.at(-1).level > level) lists.pop()
    let last = lists.at(-1)
    if (last?.level === level && (last.id !== id || last.list.localName !== name)) {
      lists.pop()
      last = null
    }
    if (last?.level !== level) {
      const list = body.ownerDocument.createElement(name)
      const start = Number.parseInt(mark.replace("(", ""), 10)
      if (name === "ol" && start > 1) list.setAttribute("start", start)
      const above = lists.at(-1)
      if (above) above.list.lastElementChild.append(list)
      else paragraph.before(list)
      lists.push({ list, id, level })
    }
    const item = body.ownerDocument.createElement("li")
    const words = body.ownerDocument.createElement("p")
    words.append(...paragraph.childNodes)
    item.append(words)
    lists.at(-1).list.append(item)
    paragraph.remove()
  }
}

/** The mark Word typed before the words of an item (“·”, “o”, “1.”), taken away. */
function takeMark(paragraph) {
  for (const span of paragraph.querySelectorAll(`[${LOOK}]`)) {
    if (look(span, "mso-list") !== "ignore") continue
    const mark = span.textContent.trim()
    span.remove()
    return mark
  }
  return ""
}

// Everything else: blocks stay blocks, and each run of words gets the tags its look means

function rebuild(node, into, state) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) addWords(child.data, into, state)
    else if (child.nodeType === Node.ELEMENT_NODE) addElement(child, into, state)
  }
}

function addElement(element, into, state) {
  const name = element.localName
  if (DROPPED.has(name) || isUnseen(element)) return
  if (name === "br") {
    if (!isBetweenBlocks(element)) into.append(into.ownerDocument.createElement("br"))
    return
  }
  if (look(element, "mso-spacerun") === "yes" || look(element, "mso-tab-count")) {
    addWords(" ", into, state)
    return
  }
  const inner = stateIn(element, name, state)
  if (!BLOCK_NAMES.has(name) && name !== "a") {
    rebuild(element, into, inner)
    return
  }
  const made = into.ownerDocument.createElement(HEADINGS[name] ?? name)
  for (const attribute of KEPT[name] ?? []) {
    const value = element.getAttribute(attribute)
    if (value) made.setAttribute(attribute, attribute === "href" ? withoutDetour(value) : value)
  }
  rebuild(element, made, inner)
  into.append(made)
}

function isUnseen(element) {
  return look(element, "display") === "none" || look(element, "mso-hide") === "all"
}

/** A break that Docs puts between two blocks is the gap between them, no line of its own. */
function isBetweenBlocks(br) {
  const sisters = [br.previousElementSibling, br.nextElementSibling].filter(Boolean)
  return (
    br.className === "Apple-interchange-newline" ||
    (sisters.length > 0 &&
      sisters.every((sister) => BLOCK_NAMES.has(sister.localName) || sister.localName === "br") &&
      sisters.some((sister) => BLOCK_NAMES.has(sister.localName)))
  )
}

function stateIn(element, name, state) {
  const inner = { ...state, isHeading: state.isHeading || name in HEADINGS || name === "th" }
  if (name === "b" || name === "strong") inner.bold = true
  if (name === "i" || name === "em") inner.italic = true
  if (name === "sub" || name === "sup") inner.shift = name
  const weight = look(element, "font-weight")
  if (weight) inner.bold = weight.startsWith("bold") || Number.parseInt(weight, 10) >= 600
  const slant = look(element, "font-style")
  if (slant) inner.italic = slant.startsWith("italic") || slant.startsWith("oblique")
  const align = look(element, "vertical-align")
  if (align === "super" || align === "sub") inner.shift = align === "super" ? "sup" : "sub"
  return inner
}

function addWords(text, into, state) {
  const words = text.replace(SPACE, " ")
  if (!words) return
  if (!words.trim()) {
    into.append(words)
    return
  }
  const { bold, italic, shift, isHeading } = state
  const tags = [bold && !isHeading && "strong", italic && "em", shift].filter(Boolean)
  let place = into
  for (const tag of tags) {
    const last = place.lastChild
    if (last?.localName === tag) place = last
    else place = place.appendChild(into.ownerDocument.createElement(tag))
  }
  place.append(words)
}

/** Google Docs sends links by way of google.com/url; the address meant is in it. */
function withoutDetour(href) {
  if (!/^https:\/\/www\.google\.com\/url\?/i.test(href)) return href
  return new URL(href).searchParams.get("q") ?? href
}

export const CleanPaste = Extension.create({
  name: "cleanPaste",
  addProseMirrorPlugins() {
    return [new Plugin({ props: { transformPastedHTML: cleaned } })]
  },
})
