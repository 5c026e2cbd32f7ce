/* Small comforts over pages that work without them. Each is a function of one element. */

const all = (selector, act) => document.querySelectorAll(selector).forEach(act);

/* The list of problems is read first. */
all("[data-focus]", (summary) => summary.focus());

/* What only those without script need. */
all("[data-without-script]", (part) => { part.hidden = true; });

/* A link in the list of problems leads into the field itself. */
all(".error-summary a[href^='#']", (link) => {
  link.addEventListener("click", (event) => {
    const field = document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.closest(".field") ?? field).scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });
});

const letGo = (form) => {
  delete form.dataset.sent;
  form.querySelectorAll("[type=submit]").forEach((button) => button.removeAttribute("aria-disabled"));
};

/* A second press on the same button is no second order. */
all("form[data-once]", (form) => {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(letGo, 10_000, form);
  });
});
addEventListener("pageshow", () => all("form[data-sent]", letGo));

/* The sum of what is ticked, as the reader writes money. */
all("[data-sum-into]", (group) => {
  const place = document.querySelector(group.dataset.sumInto);
  if (!place) return;
  const { currency = "SEK" } = group.dataset;
  const written = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency });
  const digits = written.resolvedOptions().maximumFractionDigits;
  const count = group.dataset.countInto && document.querySelector(group.dataset.countInto);
  const add = () => {
    const ticked = [...group.querySelectorAll("[data-amount]:checked")];
    const minor = ticked.reduce((sum, box) => sum + Number(box.dataset.amount), 0);
    place.textContent = written.format(minor / 10 ** digits);
    if (count) count.textContent = ticked.length;
  };
  group.addEventListener("change", add);
  addEventListener("pageshow", add);
});

/* One box that ticks all the others. */
all("[data-tick-all]", (every) => {
  const boxes = [...document.querySelectorAll(every.dataset.tickAll)].filter((box) => !box.disabled);
  const reflect = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    every.checked = ticked === boxes.length && ticked > 0;
    every.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  every.hidden = false;
  every.addEventListener("change", () => {
    boxes.forEach((box) => { box.checked = every.checked; });
    boxes[0]?.dispatchEvent(new Event("change", { bubbles: true }));
  });
  boxes.forEach((box) => box.addEventListener("change", reflect));
  addEventListener("pageshow", reflect);
});

/* What is typed as a password can be looked at. */
all("[data-password]", (frame) => {
  const field = frame.querySelector("input");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "affix-button" });
  const tell = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? frame.dataset.hide : frame.dataset.show;
    button.setAttribute("aria-pressed", String(shown));
  };
  button.setAttribute("aria-controls", field.id);
  button.addEventListener("click", () => tell(field.type === "password"));
  field.form?.addEventListener("submit", () => tell(false));
  tell(false);
  frame.append(button);
});

/* How many characters are left. */
all("[data-count]", (field) => {
  const place = document.getElementById(`${field.id}-count`);
  const most = Number(field.dataset.count);
  let waiting;
  const tell = () => {
    const left = most - [...field.value].length;
    place.classList.toggle("is-over", left < 0);
    place.textContent = (left < 0 ? place.dataset.over : place.dataset.left).replace("{n}", Math.abs(left));
  };
  place.setAttribute("aria-live", "polite");
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(tell, 400); });
});

/* A part that waits for something fetches itself anew until it says no more. */
const refresh = (part) => setTimeout(async () => {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = part.id && page.getElementById(part.id);
    if (!fresh) return location.reload();
    part.replaceChildren(...fresh.childNodes);
    part.toggleAttribute("data-refresh", fresh.hasAttribute("data-refresh"));
    if (fresh.hasAttribute("data-refresh")) part.dataset.refresh = fresh.dataset.refresh;
  } catch { /* The network is away: ask again. */ }
  if (part.hasAttribute("data-refresh")) refresh(part);
}, 1000 * (Number(part.dataset.refresh) || 5));
all("[data-refresh]", refresh);

/* A table too wide for its place can be scrolled with the keyboard. */
all(".table-frame", (frame) => {
  if (frame.scrollWidth <= frame.clientWidth) return;
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", frame.querySelector("caption")?.textContent ?? "");
});

/* Text that is meant to be copied. */
all("[data-copy]", (block) => {
  if (!navigator.clipboard) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm btn-secondary copy-button", textContent: block.dataset.copy });
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.querySelector("code").textContent);
    button.textContent = block.dataset.copied;
    setTimeout(() => { button.textContent = block.dataset.copy; }, 2000);
  });
  block.append(button);
});

/* Print, where there is a printer to speak to. */
all("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});

/* Menus close when one looks elsewhere. */
const folds = document.querySelectorAll("details.fold");
addEventListener("click", ({ target }) => folds.forEach((fold) => { if (!fold.contains(target)) fold.open = false; }));
addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  folds.forEach((fold) => {
    if (fold.open && fold.contains(document.activeElement)) fold.querySelector("summary").focus();
    fold.open = false;
  });
});
