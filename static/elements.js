// The parts a page is drawn from, for pages that are drawn without the program.
"use strict";
(() => {
  // h makes an element. An attribute that is null or false is left out, one that is
  // true has no value, and one named on… listens; children that are none are left out.
  const h = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
    return element;
  };
  const p = (text, kind = "") => h("p", { class: kind }, text);
  const facts = (...rows) => h("dl", { class: "facts" }, rows.filter(([, value]) => value).map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value))));
  const notice = (tone, id, title, ...content) =>
    h("section", { class: `notice notice-${tone}`, id, tabindex: "-1" }, h("div", { class: "notice-head" }, h("h2", { class: "notice-title" }, title)), h("div", { class: "notice-body" }, content));

  const labelled = (id, label, hint, input) =>
    h("div", { class: "field" }, h("label", { class: "label", for: id }, label), hint && h("p", { class: "hint", id: `${id}-hint` }, hint), input);
  const field = (id, label, { hint, type = "text", fill = "off", text = "" } = {}) =>
    labelled(id, label, hint,
      h("div", { class: "control" }, h("input", { id, class: "input", type, autocomplete: fill, autocapitalize: "none", spellcheck: "false", value: text, "aria-describedby": hint && `${id}-hint` })));
  const passphrase = (id, label, fill, hint) => field(id, label, { type: "password", fill, hint });
  const file = (id, label, accept, hint) => labelled(id, label, hint, h("input", { id, type: "file", accept, "aria-describedby": `${id}-hint` }));
  const select = (id, label, options, change) =>
    labelled(id, label, null, h("select", { id, class: "input", onchange: change }, options.map(({ value, text, selected }) => h("option", { value, selected }, text))));

  const form = (id, submit, ...content) => h("form", { id, class: "form", onsubmit: (event) => { event.preventDefault(); submit(); } }, content);
  const more = (id, summary, ...content) => h("details", { id, class: "disclosure" }, h("summary", null, h("span", null, summary)), h("div", { class: "disclosed" }, h("div", null, content)));
  const actions = (...buttons) => h("div", { class: "actions" }, buttons);
  // button submits the form it is in if nothing is to be done on a press.
  const button = (id, label, { press = null, kind = "plain", busy = false } = {}) =>
    h("button", { id, type: press ? "button" : "submit", class: `button button-${kind}${busy ? " is-busy" : ""}`, "aria-disabled": busy ? "true" : null, onclick: press },
      busy && h("span", { class: "spinner", "aria-hidden": "true" }), h("span", null, label));

  window.mauticConnectElements = { h, p, facts, notice, field, passphrase, file, select, form, more, actions, button };
})();
