// What scripts add to a page that is complete without them: copying, a choice of colours, contents that close again, the section in
// view. Nothing here talks to the network.
(() => {
  "use strict";
  const root = document.documentElement;
  const live = document.getElementById("book-live");

  // An empty text first, so that the same words are announced again.
  const say = (words) => {
    live.textContent = "";
    setTimeout(() => { live.textContent = words; }, 50);
  };

  // Copying: of a console only the commands, of anything else the whole text.
  const textOf = (code) => {
    const commands = code.querySelectorAll(".command");
    if (commands.length === 0) return code.textContent;
    return Array.from(commands, (command) => {
      const copy = command.cloneNode(true);
      for (const prompt of copy.querySelectorAll(".prompt")) prompt.remove();
      return copy.textContent;
    }).join("\n");
  };
  const select = (code) => {
    const selection = getSelection();
    selection.selectAllChildren(code);
  };
  for (const button of document.querySelectorAll("button.copy")) {
    const code = button.closest(".copyable").querySelector("pre code");
    const word = button.firstChild;
    const before = word.data;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(textOf(code));
        word.data = "Copied";
        say("Copied.");
      } catch {
        select(code);
        word.data = "Selected";
        say("Copying is not allowed here. The text is selected: press Control C or Command C.");
      }
      setTimeout(() => { word.data = before; }, 2000);
    });
  }

  // Colours: as the system, light, dark, and round again. The choice is kept for all pages.
  const scheme = document.querySelector(".top-scheme");
  const names = { system: "auto", light: "light", dark: "dark" };
  const showScheme = () => { scheme.textContent = `Colours: ${names[root.dataset.scheme ?? "system"]}`; };
  scheme.addEventListener("click", () => {
    const order = ["system", "light", "dark"];
    const next = order[(order.indexOf(root.dataset.scheme ?? "system") + 1) % order.length];
    if (next === "system") delete root.dataset.scheme;
    else root.dataset.scheme = next;
    try {
      if (next === "system") localStorage.removeItem("labs-scheme");
      else localStorage.setItem("labs-scheme", next);
    } catch {
      // Not kept, but used for this page.
    }
    showScheme();
  });
  showScheme();
  scheme.hidden = false;

  // Contents on a narrow screen: the link becomes a button that opens and closes them. Wide screens show them always.
  const link = document.querySelector(".top-contents");
  const contents = document.getElementById("book-contents");
  const close = contents.querySelector(".contents-close");
  const open = (now) => {
    contents.classList.toggle("is-open", now);
    link.setAttribute("aria-expanded", String(now));
  };
  link.setAttribute("role", "button");
  link.setAttribute("aria-controls", contents.id);
  open(false);
  const leave = () => {
    open(false);
    link.focus();
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    open(!contents.classList.contains("is-open"));
    if (contents.classList.contains("is-open")) contents.focus();
  });
  link.addEventListener("keydown", (event) => {
    if (event.key === " ") {
      event.preventDefault();
      link.click();
    }
  });
  close.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && contents.classList.contains("is-open")) leave();
  });
  // Whoever tabs on past the last entry goes back to the page that the contents lie over.
  contents.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !contents.contains(event.relatedTarget)) open(false);
  });
  contents.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });

  // Boxes that scroll can be reached by keyboard in every browser, and only those.
  const reach = () => {
    for (const box of document.querySelectorAll("pre, .table")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  reach();
  addEventListener("resize", reach);

  // On a wide screen the page's own list is always open, so its summary is a title and no stop for the keyboard.
  const summary = document.querySelector(".sections > summary");
  const wide = matchMedia("(min-width: 80rem)");
  const settle = () => {
    if (summary && CSS.supports("selector(::details-content)")) summary.tabIndex = wide.matches ? -1 : 0;
  };
  settle();
  wide.addEventListener("change", settle);

  // The section in view is marked in the page's own list.
  const marks = new Map();
  for (const item of document.querySelectorAll(".sections a")) {
    const heading = document.getElementById(decodeURIComponent(item.hash.slice(1)));
    if (heading) marks.set(heading, item);
  }
  const mark = () => {
    let current;
    for (const [heading, item] of marks) {
      item.removeAttribute("aria-current");
      if (!current || heading.getBoundingClientRect().top < innerHeight / 3) current = item;
    }
    current?.setAttribute("aria-current", "location");
  };
  if (marks.size > 0) {
    let waiting = false;
    addEventListener("scroll", () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; mark(); });
    }, { passive: true });
    mark();
  }
})();
