# SPDX-License-Identifier: GPL-2.0-or-later
"""How the cost grows: processor seconds over the size of a capture and over the number of
connections that are open at once, as a table and as a drawing (SVG)."""

import dataclasses
import math
import statistics

import measure
import stock
import tools

TIMES = (1, 2, 4, 8)
CONNECTIONS = (1000, 10000, 100000, 1000000)
PANEL = {"width": 360, "height": 260, "left": 60, "top": 40, "gap": 90}


@dataclasses.dataclass
class Series:
    title: str
    unit: str
    points: list  # (what, processor seconds, peak MiB)


def _cost(shelf, bench, path, n_runs):
    """Median processor seconds and peak MiB of a scan."""
    capture = stock.Capture("growth", path, path.stat().st_size, 1)
    tool = tools.Tool("phonecert", bench.scan(capture, shelf) + ["-o", "/dev/null", "{}"])
    result = measure.Result(tool)
    measure.warm(path)
    for _ in range(n_runs):
        measure.run_into(result, path)
    return statistics.median(result.cpu), result.peak_kib / 1024


def _by_size(shelf, bench, n_runs):
    shelf.get("handshakes")
    series = Series("size of a mix", "GB", [])
    for times in TIMES:
        n_bytes = times * shelf.sizes["bytes"]
        path = shelf.path_of(f"growth-{times}", ".pcap")
        shelf.make(path, "mix", [f"--bytes={n_bytes}", f"--crowd={shelf.crowd()}"])
        series.points.append((n_bytes / 1e9,) + _cost(shelf, bench, path, n_runs))
        path.unlink()
    return series


def _by_connections(shelf, bench, n_runs):
    """Always as many packets, at least four of each connection."""
    series = Series("connections open at once", "thousand", [])
    n_bytes = max(shelf.sizes["bytes"], 450 * CONNECTIONS[-1])
    for count in CONNECTIONS:
        path = shelf.path_of(f"connections-{count}", ".pcap")
        shelf.make(path, "connections", [f"--bytes={n_bytes}", f"--count={count}"])
        series.points.append((count / 1000,) + _cost(shelf, bench, path, n_runs))
        path.unlink()
    return series


def _print(series):
    print(f"\n| {series.title}, {series.unit} | CPU s | MiB |\n|---|---|---|")
    for what, seconds, peak in series.points:
        print(f"| {what:g} | {seconds:.3f} | {peak:.0f} |", flush=True)


def _scale(values, length):
    """Maps values to 0..length, logarithmically; a flat series lies in the middle."""
    low, high = math.log10(min(values)), math.log10(max(values))
    span = max(high - low, 1)
    middle = (low + high) / 2
    return [length * (0.5 + (math.log10(value) - middle) / span) for value in values]


def _panel(series, x0):
    width, height, top = PANEL["width"], PANEL["height"], PANEL["top"]
    across = _scale([point[0] for point in series.points], width - 40)
    upward = _scale([point[1] for point in series.points], height - 40)
    places = [(x0 + 20 + x, top + height - 20 - y) for x, y in zip(across, upward)]
    out = [f'<text x="{x0}" y="{top - 14}" class="title">CPU seconds over {series.title}</text>',
           f'<rect x="{x0}" y="{top}" width="{width}" height="{height}" class="frame"/>',
           '<polyline class="line" points="' +
           " ".join(f"{x:.1f},{y:.1f}" for x, y in places) + '"/>']
    for (x, y), (what, seconds, peak) in zip(places, series.points):
        out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" class="dot"/>')
        out.append(f'<text x="{x:.1f}" y="{y - 10:.1f}" text-anchor="middle">{seconds:.2f} s, '
                   f'{peak:.0f} MiB</text>')
        out.append(f'<text x="{x:.1f}" y="{top + height + 18}" text-anchor="middle">{what:g}'
                   '</text>')
    out.append(f'<text x="{x0 + width / 2}" y="{top + height + 36}" text-anchor="middle">'
               f'{series.unit} (both axes logarithmic)</text>')
    return out


def _draw(all_series, path):
    total = PANEL["left"] + len(all_series) * (PANEL["width"] + PANEL["gap"])
    height = PANEL["top"] + PANEL["height"] + 50
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total} {height}">',
             "<!-- SPDX-License-Identifier: GPL-2.0-or-later -->",
             "<title>How the cost of a scan grows</title>",
             "<style>text{font:11px sans-serif;fill:#333}.title{font-size:14px}"
             ".frame{fill:#fff;stroke:#999}.line{fill:none;stroke:#0b61a4;stroke-width:2}"
             ".dot{fill:#0b61a4}</style>"]
    for number, series in enumerate(all_series):
        lines += _panel(series, PANEL["left"] + number * (PANEL["width"] + PANEL["gap"]))
    with open(path, "w", encoding="utf-8") as out:
        out.write("\n".join(lines + ["</svg>", ""]))


def measure_and_draw(shelf, bench, path, n_runs):
    all_series = [_by_size(shelf, bench, n_runs), _by_connections(shelf, bench, n_runs)]
    for series in all_series:
        _print(series)
    _draw(all_series, path)
