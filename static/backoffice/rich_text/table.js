/*
 * Tables in rich text: a caption, a header row or column, cells of words. No cell spans others: what
 * the server would take apart is not offered.
 */
import {
  Document,
  Plugin,
  Table as BaseTable,
  TableCell as BaseCell,
  TableHeader as BaseHeader,
  TableRow as BaseRow,
  isTextSelection,
  mergeAttributes,
  updateAttrsDialog,
} from "django-prose-editor/editor"

const askForTable = updateAttrsDialog(
  {
    caption: { title: "Caption", description: " What the table shows" },
    rows: { title: "Rows", format: "number", default: "3", min: "1", max: "60" },
    columns: { title: "Columns", format: "number", default: "2", min: "1", max: "12" },
    header: {
      title: "Header",
      enum: ["First row", "First column", "First row and column", "None"],
      default: "First row",
    },
  },
  { title: "Insert a table", submitText: "Insert" },
)

const askForCaption = updateAttrsDialog(
  { caption: { title: "Caption", description: " What the table shows" } },
  { title: "Caption of the table", submitText: "Save" },
)

const ITEMS = {
  addRowBefore: "Add a row above",
  addRowAfter: "Add a row below",
  deleteRow: "Delete the row",
  addColumnBefore: "Add a column before",
  addColumnAfter: "Add a column after",
  deleteColumn: "Delete the column",
  toggleHeaderRow: "Header row",
  toggleHeaderColumn: "Header column",
}
const WORDS = {
  addRowBefore: "+ Row ↑",
  addRowAfter: "+ Row ↓",
  deleteRow: "− Row",
  addColumnBefore: "+ Column ←",
  addColumnAfter: "+ Column →",
  deleteColumn: "− Column",
  toggleHeaderRow: "Header row",
  toggleHeaderColumn: "Header column",
}

const captionAt = (event) => event.target.closest?.("caption")
const isIn = (editor) => editor.isActive("table")
const isOnlyTable = (editor) => editor.schema.topNodeType.spec.content === "table"

export const Table = BaseTable.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      caption: {
        default: "",
        parseHTML: (table) => table.querySelector(":scope > caption")?.textContent.trim() ?? "",
        rendered: false, // as an attribute: it is written down as an element of its own
      },
    }
  },

  parseHTML() {
    return [{ tag: "table" }, { tag: "caption", ignore: true }]
  },

  renderHTML({ node, HTMLAttributes }) {
    const caption = node.attrs.caption
      ? [["caption", { contenteditable: "false" }, node.attrs.caption]]
      : []
    return ["table", mergeAttributes(HTMLAttributes), ...caption, ["tbody", 0]]
  },

  // The view of the package writes widths into `style`; ours is what is written down.
  addNodeView() {
    return null
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "table",
      groups: "table",
      button: buttons.material("grid_on", "Insert a table"),
      hidden: (editor) => isIn(editor) || isOnlyTable(editor),
      command: (editor) => editor.chain().focus().askForTable().run(),
    })
    for (const [command, title] of Object.entries(ITEMS)) {
      menu.defineItem({
        name: `table:${command}`,
        groups: "table",
        button: buttons.text(WORDS[command], title),
        hidden: (editor) => !isIn(editor),
        enabled: (editor) => editor.can()[command](),
        command: (editor) => editor.chain().focus()[command]().run(),
      })
    }
    menu.defineItem({
      name: "table:caption",
      groups: "table",
      button: buttons.text("Caption", "Caption of the table"),
      hidden: (editor) => !isIn(editor),
      command: (editor) => editor.chain().focus().askForCaption().run(),
    })
    menu.defineItem({
      name: "table:delete",
      groups: "table",
      button: buttons.text("− Table", "Delete the table"),
      hidden: (editor) => !isIn(editor) || isOnlyTable(editor),
      command: (editor) => editor.chain().focus().deleteTable().run(),
    })
  },

  // No words can be typed in the caption: a click would put them into the cell nearest to it.
  addProseMirrorPlugins() {
    const { editor } = this
    const handleDOMEvents = {
      mousedown: (_view, event) => {
        if (!captionAt(event)) return false
        event.preventDefault()
        return true
      },
      click: (view, event) => {
        const cell = captionAt(event)?.parentElement.querySelector("th, td")
        if (!cell) return false
        editor.chain().setTextSelection(view.posAtDOM(cell, 0)).askForCaption().run()
        return true
      },
    }
    const props = { handleDOMEvents, handleKeyDown: keepCaretInWords }
    return [...(this.parent?.() ?? []), new Plugin({ props })]
  },

  addCommands() {
    return {
      ...this.parent?.(),
      askForTable:
        () =>
        ({ editor }) => {
          askForTable(editor, {}).then((wanted) => {
            if (wanted) insertTable(editor, wanted)
          })
        },
      askForCaption:
        () =>
        ({ editor }) => {
          const { caption } = editor.getAttributes("table")
          askForCaption(editor, { caption }).then((wanted) => {
            if (wanted) setCaption(editor, wanted.caption)
          })
        },
    }
  },
})

/*
 * A key that leads nowhere, such as ↓ in the last row, takes the browser's caret behind the table until
 * ProseMirror hears of it. What is typed before that would be written there, and be lost.
 */
function keepCaretInWords(view) {
  const { anchorNode, anchorOffset } = view.root.getSelection()
  if (!isTextSelection(view.state.selection) || !view.dom.contains(anchorNode)) return false
  const place = view.state.doc.resolve(view.posAtDOM(anchorNode, anchorOffset))
  if (!place.parent.inlineContent) view.focus()
  return false
}

function insertTable(editor, { caption, rows, columns, header }) {
  editor
    .chain()
    .focus()
    .insertTable({
      rows: Number.parseInt(rows, 10) || 3,
      cols: Number.parseInt(columns, 10) || 2,
      withHeaderRow: header.startsWith("First row"),
    })
    .run()
  if (header.endsWith("column")) editor.commands.toggleHeaderColumn()
  if (caption) setCaption(editor, caption)
}

function setCaption(editor, caption) {
  editor
    .chain()
    .focus()
    .updateAttributes("table", { caption: caption.replace(/\s+/g, " ").trim() })
    .run()
}

// Without spans no row is empty, and a document of one table begins with a cell to write in.
export const TableRow = BaseRow.extend({ content: "(tableCell | tableHeader)+" })
export const TableCell = BaseCell.extend({ content: "paragraph+" })
export const TableHeader = BaseHeader.extend({ content: "paragraph+" })

/** A document that is one table and nothing else. */
export const TableDocument = Document.extend({ content: "table" })
