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
const STRUCK = new Set(["del", "s", "strike"])
const COMMENT_CLASS = /^mso(?:com(?:anchor|txt|off)|comment(?:reference|text|subject))$/i
const TO_COMMENT = /#(?:_mso(?:com|anchor)_?|cmnt)/i
// Places inside the document it was copied from: footnotes, endnotes, bookmarks of Word and Docs.
const IN_DOCUMENT = /#(?:_(?:ftn|edn|toc|ref|hlk|mso)|ftnt)|^#|^file:/i
const SPACE = /[ \t\r\n\f]+/g

/** The clean HTML, and the words left out of it because they were struck through. */
export function cleaned(html) {
  if (html.includes("data-pm-slice")) return { html, struck: [] } // from such an editor: clean
  const text = html
    .replace(NO_WORDS, "")
    .replace(TAG, (tag) => tag.replace(/(\s)style(\s*=)/gi, `$1${LOOK}$2`))
  const { body } = new DOMParser().parseFromString(text, "text/html")
  listsFromWord(body)
  const result = body.ownerDocument.createElement("div")
  const struck = []
  rebuild(body, result, { bold: false, italic: false, shift: "", isHeading: false, struck })
  flattenTables(result)
  for (const paragraph of result.querySelectorAll("p, h2, h3")) {
    const isLeft = paragraph.textContent.trim() || paragraph.closest("td, th, li")
    if (!isLeft) paragraph.remove()
  }
  return { html: result.innerHTML, struck }
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
  if (DROPPED.has(name) || isUnseen(element) || isComment(element)) return
  if (isStruck(element)) {
    const words = folded(element.textContent)
    if (words) state.struck.push(words)
    return
  }
  if (name === "br") {
    if (!isBetweenBlocks(element)) into.append(into.ownerDocument.createElement("br"))
    return
  }
  if (look(element, "mso-spacerun") === "yes" || look(element, "mso-tab-count")) {
    addWords(" ", into, state)
    return
  }
  const inner = stateIn(element, name, state)
  if (!BLOCK_NAMES.has(name) && (name !== "a" || leadsNowhere(element))) {
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

/** What editors said about the words in Word or Docs; readers must never see it. */
function isComment(element) {
  const classes = [...element.classList]
  return (
    classes.some((name) => COMMENT_CLASS.test(name)) ||
    look(element, "mso-element").startsWith("comment") ||
    look(element, "mso-special-character") === "comment" ||
    TO_COMMENT.test(element.getAttribute("href") ?? "") ||
    (element.localName === "div" && element.querySelector(":scope > p > a[href*='#cmnt_ref']"))
  )
}

/**
 * Words deleted by a tracked change, or struck through: docs/rules.md 7.10. The text has no mark
 * for them, so that a former price would read as one of today: docs/rules.md 7.11.
 */
function isStruck(element) {
  const lines = look(element, "text-decoration") + look(element, "text-decoration-line")
  return (
    STRUCK.has(element.localName) ||
    lines.includes("line-through") ||
    [...element.classList].some((name) => name.toLowerCase() === "msodel")
  )
}

/** The browser makes “#_ftn1” an address of the page it was copied from, an admin's page at times. */
function leadsNowhere(link) {
  const href = link.getAttribute("href")?.trim() ?? ""
  if (!href || IN_DOCUMENT.test(href)) return true
  if (!URL.canParse(href, location.href)) return false
  const url = new URL(href, location.href)
  return url.origin === location.origin && url.hash !== "" && url.pathname.startsWith("/admin/")
}

function folded(text) {
  return text.replace(/\s+/g, " ").trim()
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

// Tables: a cell holds lines of words, whatever stood in it

function flattenTables(root) {
  for (const part of root.querySelectorAll("td, th, caption")) {
    if (part.parentElement.closest("td, th, caption")) continue // a table in a cell goes with it
    const lines = linesOf(part)
    const between = () => (part.localName === "caption" ? " " : document.createElement("br"))
    const place = part.localName === "caption" ? part : document.createElement("p")
    part.replaceChildren(...(place === part ? [] : [place]))
    for (const [at, line] of lines.entries()) {
      if (at) place.append(between())
      place.append(...line)
    }
  }
}

/** What stands in a cell as lines, each a list of nodes; blocks and breaks begin a new one. */
function linesOf(part) {
  const lines = [[]]
  const add = (node) => {
    const isBlock = BLOCK_NAMES.has(node.localName)
    if (node.localName === "br") lines.push([])
    else if (!isBlock) lines.at(-1).push(node)
    else {
      lines.push([])
      for (const child of node.childNodes) add(child)
      lines.push([])
    }
  }
  for (const child of part.childNodes) add(child)
  return lines.filter((line) => line.some((node) => node.textContent.trim()))
}

// What the editor is handed, and what its writer is told

function quoted(pieces) {
  return pieces.map((words) => `“${words}”`).join(", ")
}

/** Says below the editor what a paste left out; the next paste takes that away. */
function tell(view, messages) {
  const place = view.dom.closest(".prose-editor") ?? view.dom
  if (place.nextElementSibling?.matches(".paste-notice")) place.nextElementSibling.remove()
  if (!messages.length) return
  const notice = document.createElement("p")
  notice.className = "paste-notice"
  notice.role = "alert"
  notice.textContent = messages.join(" ")
  place.after(notice)
}

function wordsOfLine(nodes) {
  return folded(nodes.map((node) => node.textContent).join(""))
}

/** Of a paste into a block that is one table: its first table, and what stood beside it. */
function tableAlone(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html")
  const table = body.querySelector("table")
  if (!table) return { html, beside: [], caption: "" }
  table.remove()
  const caption = table.querySelector(":scope > caption")
  caption?.remove()
  return {
    html: table.outerHTML,
    beside: linesOf(body).map(wordsOfLine),
    caption: caption ? folded(caption.textContent) : "",
  }
}

/** A caption of its own stays; the pasted cells go into the table there is, without theirs. */
function takeCaption(view, caption) {
  const table = view.state.doc.firstChild
  if (table.attrs.caption) return table.attrs.caption === caption
  queueMicrotask(() => view.dispatch(view.state.tr.setNodeAttribute(0, "caption", caption)))
  return true
}

function transformPastedHTML(pasted, view) {
  const { html, struck } = cleaned(pasted)
  const messages = []
  if (struck.length) {
    messages.push(`The paste left out what was deleted or struck through: ${quoted(struck)}.`)
  }
  if (view.state.schema.topNodeType.spec.content !== "table") {
    tell(view, messages)
    return html
  }
  const alone = tableAlone(html)
  if (alone.caption && !takeCaption(view, alone.caption)) alone.beside.unshift(alone.caption)
  if (alone.beside.length) {
    messages.push(
      "This block holds one table and nothing else. The paste left out what stood beside it: " +
        `${quoted(alone.beside)}. Put it in a text block.`,
    )
  }
  tell(view, messages)
  return alone.html
}

export const CleanPaste = Extension.create({
  name: "cleanPaste",
  addProseMirrorPlugins() {
    return [new Plugin({ props: { transformPastedHTML } })]
  },
})
