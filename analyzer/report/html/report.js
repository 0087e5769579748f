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

  // ---- pictures: inline SVG that a screen reader is told in words ----
  const SVG = "http://www.w3.org/2000/svg";
  let pictures = 0;
  const draw_in = (parent, tag, attributes, text) => {
    const node = parent.appendChild(document.createElementNS(SVG, tag));
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const picture = (kind, width, height, title, words) => {
    const id = `picture-${pictures += 1}`;
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", kind);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-labelledby", `${id}-title ${id}-desc`);
    draw_in(svg, "title", { id: `${id}-title` }, title);
    draw_in(svg, "desc", { id: `${id}-desc` }, words);
    return svg;
  };
  const cut = (text, length) => [...text].length > length ? `${[...text].slice(0, length - 1).join("")}…` : text;
  // The messages of a flight on as many lines as they need.
  const lines_of = (text, length) => text.split(", ").reduce((lines, word) => {
    const last = lines[lines.length - 1];
    if (last !== undefined && [...last].length + [...word].length + 3 <= length) lines[lines.length - 1] = `${last}, ${word}`;
    else lines.push(cut(word, length));
    return lines;
  }, []);
  const after = (step) => step.us === undefined ? "" : `${(step.us / 1000).toFixed(1)} ms`;

  // The messages between phone and server, as a flow graph has them.
  const ladder = (session) => {
    const WIDTH = 440, LEFT = 46, RIGHT = 372, STEP = 34, TOP = 40, LINE = 15;
    const labels = session.steps.map((s) => lines_of(s.what, s.mark ? 38 : 44));
    const words = session.steps.map((s) => `${s.server ? "server to phone" : "phone to server"}: ${s.what}, frame ${s.frame}${s.us === undefined ? "" : `, after ${after(s)}`}`);
    const height = TOP + labels.reduce((sum, lines) => sum + STEP + (lines.length - 1) * LINE, 0) + 34;
    const svg = picture("ladder", WIDTH, height, `${session.service || "TLS"} at ${session.start}: ${session.outcome}`, words.join("; "));
    for (const [x, name, anchor] of [[LEFT, `phone ${session.client}`, "start"], [RIGHT, `server ${session.server}`, "end"]]) {
      draw_in(svg, "line", { class: "end", x1: x, x2: x, y1: 20, y2: height - 26 });
      draw_in(svg, "text", { x: anchor === "start" ? 2 : WIDTH - 2, y: 14, "text-anchor": anchor }, cut(name, 29));
    }
    let y = TOP + 12 - STEP;
    session.steps.forEach((s, i) => {
      const lines = labels[i];
      y += STEP + (lines.length - 1) * LINE;
      const [from, to] = s.server ? [RIGHT, LEFT] : [LEFT, RIGHT];
      const way = s.server ? 1 : -1;
      const group = draw_in(svg, "g", { class: s.mark || "plain" });
      draw_in(group, "line", { x1: from, x2: to + way * 6, y1: y, y2: y });
      draw_in(group, "path", { d: `M${to} ${y}l${way * 9} -4v8z` });
      lines.forEach((line, k) => draw_in(group, "text", { x: (LEFT + RIGHT) / 2, y: y - 6 - (lines.length - 1 - k) * LINE, "text-anchor": "middle" },
        k < lines.length - 1 ? `${line},` : line));
      draw_in(group, "text", { class: "frame", x: LEFT - 6, y: y + 4, "text-anchor": "end" }, String(s.frame));
      draw_in(group, "text", { class: "frame", x: RIGHT + 8, y: y + 4 }, after(s));
    });
    draw_in(svg, "text", { class: "outcome", x: (LEFT + RIGHT) / 2, y: height - 8, "text-anchor": "middle" },
      [session.outcome, session.alert].filter(Boolean).join(": "));
    return svg;
  };

  // The certificates of a phone over time: how long each holds, and when it was shown.
  const timeline = (phone) => {
    const dated = phone.certificates.filter((c) => c.begins && c.ends);
    if (!dated.length) return undefined;
    const WIDTH = 440, ROW = 40, TOP = 8;
    const day = (text) => Date.parse(text.slice(0, 10)) / 864e5;
    const from = Math.min(...dated.map((c) => day(c.begins))), to = Math.max(...dated.map((c) => Math.min(day(c.ends), day(c.begins) + 36500)));
    const x = (moment) => 4 + (WIDTH - 8) * Math.min(1, Math.max(0, (moment - from) / Math.max(1, to - from)));
    const words = dated.map((c) => `${c.type || "certificate"} by ${c.issuer || "?"}: holds ${c.begins} to ${c.ends}, shown ${c.first} to ${c.last}`);
    const svg = picture("timeline", WIDTH, TOP + dated.length * ROW, `Certificates of ${phone.name} over time`, words.join("; "));
    dated.forEach((c, i) => {
      const y = TOP + i * ROW, left = x(day(c.begins)), shown = x(day(c.first));
      draw_in(svg, "rect", { class: c.type === "LSC" ? "lsc" : "mic", x: left, y, width: Math.max(2, x(day(c.ends)) - left), height: 8, rx: 2 });
      draw_in(svg, "rect", { class: "shown", x: shown - 1.5, y: y - 4, width: Math.max(3, x(day(c.last)) - shown), height: 16 });
      draw_in(svg, "text", { x: 4, y: y + 26 }, `${c.type || "certificate"}: ${c.begins} to ${c.ends}, shown ${c.first.slice(0, 10)}`);
    });
    return svg;
  };

  // Works from a file, too, where there may be no clipboard of the newer kind.
  const copy = (text) => {
    const area = document.body.appendChild(make("textarea", undefined, "away"));
    area.value = text;
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  };
  const copy_button = (filter) => {
    const button = make("button", "Copy filter", "copy");
    button.type = "button";
    button.addEventListener("click", () => {
      get("copied").textContent = copy(filter) ? `Copied: ${filter}` : `Copy this: ${filter}`;
      button.textContent = "Copied";
    });
    return button;
  };

  const session_of = (s) => {
    const item = make("li", undefined, "session");
    item.append(make("strong", s.service || "TLS"), ` ${s.start}: ${[s.outcome, s.alert].filter(Boolean).join(", ")}; frame ${s.frame} of ${s.file} `);
    if (s.filter) item.append(make("code", s.filter), " ", copy_button(s.filter));
    if (s.steps && s.steps.length) item.append(ladder(s));
    return item;
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
    const line_of_time = timeline(phone);
    if (line_of_time) list.appendChild(make("li")).append(line_of_time);
    for (const s of phone.sessions) list.append(session_of(s));
    if (phone.left_out) list.append(make("li", `and ${phone.left_out} more sessions (ndjson lists all)`));
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
