// SPDX-License-Identifier: GPL-2.0-or-later
// The table of phones: filter, sort, pages, details. Text from captures is only ever set as text.
"use strict";
(() => {
  const PAGE = 100;
  const phones = JSON.parse(document.getElementById("phones").textContent);
  const rank = { error: 3, warning: 2, note: 1, "": 0 };
  const columns = [
    ["Phone", (p) => p.name], ["Model", (p) => p.model], ["Certificate", (p) => p.type],
    ["Signed by", (p) => p.issuer], ["Ends", (p) => p.ends], ["Services", (p) => p.services.map((s) => s.service).join(" ")],
    ["Verdict", (p) => words(p, "verdict")], ["Outcome", (p) => words(p, "outcome")],
    ["Findings", (p) => p.ids.join(" ")], ["Last seen", (p) => p.last],
  ];
  const words = (phone, key) => [...new Set(phone.services.map((s) => s[key]).filter(Boolean))].join(", ");
  const state = { text: "", type: "", severity: "", finding: "", by: 8, down: true, page: 0 };
  const get = (id) => document.getElementById(id);
  const make = (tag, text, kind) => {
    const node = document.createElement(tag);
    if (text !== undefined) node.textContent = text;
    if (kind) node.className = kind;
    return node;
  };

  for (const phone of phones) {
    phone.ids = [...new Set([...phone.findings, ...phone.services.flatMap((s) => s.findings)].map((f) => f.id))];
    phone.hay = [phone.name, phone.model, phone.mac, phone.serial, phone.type, phone.issuer,
      phone.addresses.join(" "), phone.ids.join(" "), ...phone.services.map((s) => `${s.service} ${s.verdict} ${s.outcome} ${s.file}`)]
      .join(" ").toLowerCase();
  }

  const chosen = () => phones.filter((p) =>
    (!state.text || state.text.toLowerCase().split(/\s+/).every((w) => p.hay.includes(w))) &&
    (!state.type || p.type === state.type) &&
    (!state.severity || p.severity === state.severity) &&
    (!state.finding || p.ids.includes(state.finding)));

  const sorted = (list) => {
    const value = columns[state.by][1];
    const key = state.by === 8 ? (p) => rank[p.severity] : value;
    return list.slice().sort((a, b) => {
      const x = key(a) ?? "", y = key(b) ?? "";
      const order = (x > y) - (x < y) || (a.name > b.name) - (a.name < b.name);
      return state.down ? -order : order;
    });
  };

  const details = (phone) => {
    const row = make("tr", undefined, "more");
    const cell = row.appendChild(make("td"));
    cell.colSpan = columns.length;
    const list = cell.appendChild(make("ul"));
    for (const s of phone.services) {
      const item = list.appendChild(make("li"));
      const verdict = s.verdict && s.store ? `${s.verdict} by ${s.store}` : s.verdict;
      item.append(make("strong", s.service || "TLS"), ` ${s.last}: ${[s.outcome, s.alert, verdict, s.reason].filter(Boolean).join(", ")} (${s.file}, frame ${s.frame})`);
      findings(item, s.findings);
    }
    for (const c of phone.certificates) {
      const item = list.appendChild(make("li"));
      item.append(make("strong", c.type || "certificate"), ` by ${c.issuer || "?"}, serial ${c.serial || "?"}, ${c.ends ? `ends ${c.ends}, ` : ""}shown ${c.first === c.last ? c.first : `${c.first} to ${c.last}`}`);
    }
    const seen = phone.first === phone.last ? phone.first : `${phone.first} to ${phone.last}`;
    const item = list.appendChild(make("li", [phone.mac, phone.serial, ...phone.addresses].filter(Boolean).join(", ")));
    item.append(`; seen ${seen} in ${phone.files.join(", ")}`);
    findings(item, phone.findings);
    return row;
  };

  const findings = (parent, list) => {
    if (!list.length) return;
    const inner = parent.appendChild(make("ul"));
    for (const f of list) {
      const item = inner.appendChild(make("li"));
      item.append(make("strong", f.id, f.severity), `: ${f.message}`);
    }
  };

  const line = (phone) => {
    const row = make("tr");
    columns.forEach(([title, value], i) => {
      const cell = row.appendChild(make(i === 0 ? "th" : "td", i === 0 ? undefined : value(phone) || ""));
      if (i > 0) cell.dataset.label = title;
      if (i === 0) {
        cell.scope = "row";
        const button = cell.appendChild(make("button", phone.name, phone.severity || "good"));
        button.setAttribute("aria-expanded", "false");
        button.addEventListener("click", () => {
          const open = button.getAttribute("aria-expanded") === "true";
          if (open) row.nextSibling.remove(); else row.after(details(phone));
          button.setAttribute("aria-expanded", String(!open));
        });
      }
    });
    return row;
  };

  const draw = (all) => {
    const list = sorted(chosen());
    const pages = Math.max(1, Math.ceil(list.length / PAGE));
    state.page = Math.min(state.page, pages - 1);
    const shown = all ? list : list.slice(state.page * PAGE, (state.page + 1) * PAGE);
    get("rows").replaceChildren(...shown.map(line));
    get("count").textContent = `${list.length} of ${phones.length}`;
    get("page").textContent = `page ${state.page + 1} of ${pages}`;
    get("back").disabled = state.page === 0;
    get("next").disabled = state.page >= pages - 1;
    get("head").querySelectorAll("th").forEach((th, i) =>
      th.setAttribute("aria-sort", i !== state.by ? "none" : state.down ? "descending" : "ascending"));
  };

  columns.forEach(([title], i) => {
    const th = get("head").appendChild(make("th"));
    th.scope = "col";
    th.appendChild(make("button", title)).addEventListener("click", () => {
      state.down = state.by === i ? !state.down : i === 8;
      state.by = i;
      draw();
    });
  });
  for (const id of [...new Set(phones.flatMap((p) => p.ids))].sort()) {
    get("finding").appendChild(make("option", id)).value = id;
  }
  for (const name of ["text", "type", "severity", "finding"]) {
    get(name).addEventListener("input", () => { state[name] = get(name).value; state.page = 0; draw(); });
  }
  get("filter").addEventListener("submit", (event) => event.preventDefault());
  get("back").addEventListener("click", () => { state.page -= 1; draw(); });
  get("next").addEventListener("click", () => { state.page += 1; draw(); });
  document.querySelectorAll("button[data-finding]").forEach((button) => button.addEventListener("click", () => {
    state.finding = get("finding").value = button.dataset.finding;
    state.page = 0;
    draw();
    get("table").scrollIntoView();
  }));
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details").forEach((d) => { d.open = true; });
    draw(true);
  });
  window.addEventListener("afterprint", () => draw());
  draw();
})();
