// What a script adds to the glossary, which is complete without it: a filter over both languages and sorting by a column.
(() => {
  "use strict";
  const tools = document.querySelector(".glossary-tools");
  if (!tools) return;
  const tables = Array.from(document.querySelectorAll("table.glossary"));
  const live = document.getElementById("book-live");

  // Vietnamese readers often type without marks: "khoa" finds "khóa". đ has no decomposition.
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();

  const label = document.createElement("label");
  label.textContent = "Filter ";
  const input = document.createElement("input");
  input.type = "search";
  input.autocomplete = "off";
  input.placeholder = "khoa, partition …";
  label.append(input);
  const count = document.createElement("span");
  count.className = "glossary-count";
  tools.append(label, count);
  tools.hidden = false;

  const texts = new Map();
  for (const table of tables) {
    for (const row of table.tBodies[0].rows) texts.set(row, plain(row.textContent));
  }
  const filter = () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text] of texts) {
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown += 1;
    }
    for (const table of tables) {
      const empty = Array.from(table.tBodies[0].rows).every((row) => row.hidden);
      const box = table.closest(".table");
      box.hidden = empty;
      box.previousElementSibling.hidden = empty;
    }
    count.textContent = words.length === 0 ? "" : `${shown} of ${texts.size} terms`;
    live.textContent = count.textContent;
  };
  input.addEventListener("input", filter);

  for (const table of tables) {
    const heads = Array.from(table.tHead.rows[0].cells);
    for (const head of heads) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.textContent = head.textContent;
      head.textContent = "";
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const key = head.dataset.sort;
        const order = new Intl.Collator(key === "vi" ? "vi" : "en", { numeric: true }).compare;
        const rows = Array.from(table.tBodies[0].rows);
        rows.sort((one, other) => (down ? -1 : 1) * (order(one.dataset[key], other.dataset[key]) || order(one.dataset.en, other.dataset.en)));
        table.tBodies[0].append(...rows);
      });
    }
  }
})();
