// What a person does with the page before the app is there. go-app makes the page
// anew when it starts; what was typed, chosen, opened and focused in the old one
// is done again in the new one, before anybody can have seen it.
"use strict";
(() => {
  // Pressing the button of a form waits for the app, unless something changes.
  let sent = "";
  document.addEventListener("submit", (event) => { sent = event.target.id; }, true);
  document.addEventListener("input", () => { sent = ""; }, true);

  // Finds the element of the new page that takes the place of one of the old
  // page: by its id, its name, or where it stands with the same text.
  const successor = ({ id, name, value, type, localName, textContent }, at) => {
    if (id) return () => document.getElementById(id);
    if (name) return () => [...document.getElementsByName(name)].find((e) => e.localName === localName && (type !== "radio" || e.value === value));
    return () => [...document.getElementsByTagName(localName)].find((e, i) => i === at && e.textContent === textContent);
  };
  const place = (e) => successor(e, [...document.getElementsByTagName(e.localName)].indexOf(e));

  const toggles = (e) => e.type === "radio" || e.type === "checkbox";
  const changed = (e) => {
    if (toggles(e)) return e.checked !== e.defaultChecked && (e.checked || e.type === "checkbox");
    if (e.localName === "select") return e.value !== (e.querySelector("option[selected]") ?? e.options[0])?.value;
    return e.value !== e.defaultValue;
  };

  // The app listens to these events, whoever brings them about.
  const tell = (e) => {
    for (const type of ["input", "change"]) e.dispatchEvent(new Event(type, { bubbles: true }));
  };

  // Remembers what was done and returns what does it again in the new page. What is
  // as it was is left alone: asking for it would lay the page out once more.
  const keep = () => {
    const again = [];
    const then = (e, act) => {
      const find = place(e);
      again.push(() => {
        const now = find();
        if (now) act(now);
      });
    };
    for (const e of document.querySelectorAll("input:not([type=hidden], [type=file]), select, textarea")) {
      const { value, checked, selectionStart, selectionEnd, selectionDirection, scrollLeft, scrollTop } = e;
      if (changed(e)) {
        then(e, (now) => {
          if (toggles(e)) now.checked = checked;
          else now.value = value;
          tell(now);
        });
      }
      if (!toggles(e) && typeof selectionStart === "number" && (changed(e) || e === document.activeElement)) {
        then(e, (now) => {
          now.setSelectionRange(selectionStart, selectionEnd, selectionDirection);
          now.scrollTo({ left: scrollLeft, top: scrollTop, behavior: "instant" });
        });
      }
    }
    for (const e of document.querySelectorAll("details")) {
      const { open } = e;
      then(e, (now) => {
        if (now.open !== open) now.open = open;
      });
    }
    const focused = document.activeElement;
    if (focused && focused !== document.body) then(focused, (now) => now.focus({ preventScroll: true }));
    const [left, top] = [scrollX, scrollY];
    if (left || top) again.push(() => scrollTo({ left, top, behavior: "instant" }));
    const form = sent;
    if (form) again.push(() => document.getElementById(form)?.requestSubmit());
    return () => again.forEach((act) => act());
  };

  // go-app puts its page in the place of the old one with this call, and then tells
  // its parts that they are there. The program is held, so that all that is one task
  // and nothing that a person does can come in between.
  const { body } = document;
  const task = window.mauticConnectTask;
  body.replaceChild = (now, old) => {
    delete body.replaceChild;
    task.held = true;
    const again = keep();
    queueMicrotask(() => {
      task.held = false;
      again();
    });
    return body.replaceChild(now, old);
  };
})();
