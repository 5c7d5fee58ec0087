const button = document.getElementById("window");
const { connect } = await import(button.dataset.connect);
const inline = document.getElementById("inline");
const log = document.getElementById("log");
const outcome = document.getElementById("outcome");

const note = (what, detail) => {
  const line = document.createElement("li");
  line.textContent = `${what} ${JSON.stringify(detail)}`;
  log.prepend(line);
};

// What the server delivered. Only that is proof of a connection: an event in a
// page is a hint to look.
const received = async () => {
  const list = await (await fetch("/received")).json();
  document.getElementById("nothing").hidden = list.length > 0;
  document.getElementById("received").replaceChildren(
    ...list.map((delivery) => {
      const line = document.createElement("li");
      line.textContent = Object.entries(delivery).map(([name, value]) => `${name}: ${value}`).join("\n");
      return line;
    }),
  );
};

for (const type of ["ready", "step", "diagnosis", "connect", "error", "close"]) {
  inline.addEventListener(type, (event) => {
    note(type, event.detail);
    if (type === "connect") received();
  });
}

button.addEventListener("click", async () => {
  const { preset, reference } = button.dataset;
  outcome.textContent = "";
  try {
    const connection = await connect({ preset, reference, theme: inline.getAttribute("theme") ?? "auto" });
    outcome.textContent = `Connected to ${connection.base_url} as ${connection.user.username}.`;
    note("connected", connection);
    await received();
  } catch (error) {
    outcome.textContent = error.message;
    note("not connected", { code: error.code });
  }
});

document.getElementById("theme").addEventListener("change", ({ target }) => {
  document.documentElement.dataset.theme = target.value;
  inline.setAttribute("theme", target.value);
});

await received();
