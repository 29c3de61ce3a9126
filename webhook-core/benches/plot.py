"""Draws the cost of a dispatch from the table that `ratios` prints: `cargo bench --bench ratios | python3 plot.py > performance.svg`."""

import math
import sys

SIZES = {"28 B": 28, "200 B": 200, "1 KiB": 915, "11 KiB": 11622, "27 KiB": 26935, "1 MiB": 1048576}
rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in sys.stdin if line.startswith("|")]


def line_of(suffix, what):
    points = []
    for case, name, nanoseconds, *_ in rows:
        size, _, rest = case.partition(" brief, ")
        if rest == suffix and name == what:
            points.append((SIZES[size], float(nanoseconds)))
        elif case in ("28 B, sync", "200 B, sync") and name == what:
            points.append((SIZES[case.split(",")[0]], float(nanoseconds)))
    return sorted(points)


def of_events():
    names = {"1,000 events against 10": (10, 1000), "260 pairs against 10": (10, 260)}
    return {
        case: [(count, float(row[2])) for count, row in zip(counts, [r for r in rows if r[0] == case])]
        for case, counts in names.items()
    }


def chart(left, title, xlabel, series, xticks, yticks):
    width, height, top = 330, 250, 50
    xs, ys = [math.log10(x) for x, _ in xticks], [math.log10(y) for y, _ in yticks]

    def place(x, y):
        return (
            left + (math.log10(x) - xs[0]) / (xs[-1] - xs[0]) * width,
            top + height - (math.log10(y) - ys[0]) / (ys[-1] - ys[0]) * height,
        )

    out = [f'<text x="{left}" y="24" font-weight="bold">{title}</text>']
    for x, label in xticks:
        px, _ = place(x, yticks[0][0])
        out.append(f'<line x1="{px:.0f}" y1="{top}" x2="{px:.0f}" y2="{top + height}" stroke="#ddd"/>')
        out.append(f'<text x="{px:.0f}" y="{top + height + 18}" text-anchor="middle">{label}</text>')
    for y, label in yticks:
        _, py = place(xticks[0][0], y)
        out.append(f'<line x1="{left}" y1="{py:.0f}" x2="{left + width}" y2="{py:.0f}" stroke="#ddd"/>')
        out.append(f'<text x="{left - 6}" y="{py + 4:.0f}" text-anchor="end">{label}</text>')
    out.append(f'<text x="{left + width / 2}" y="{top + height + 38}" text-anchor="middle">{xlabel}</text>')
    for at, (name, colour, points) in enumerate(series):
        path = " ".join("{:.1f},{:.1f}".format(*place(x, y)) for x, y in points)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for x, y in points:
            px, py = place(x, y)
            out.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3" fill="{colour}"/>')
        y = top + 16 + at * 18
        out.append(f'<line x1="{left + 12}" y1="{y - 4}" x2="{left + 32}" y2="{y - 4}" stroke="{colour}" stroke-width="2"/>')
        out.append(f'<text x="{left + 38}" y="{y}">{name}</text>')
    return out


sizes = [
    ("discriminator last", "#d62728", line_of("last", "dispatch")),
    ("discriminator first", "#ff7f0e", line_of("first", "dispatch")),
    ("discriminator in a header", "#1f77b4", line_of("header", "dispatch")),
    ("floor: HMAC and one parse", "#555", line_of("header", "floor, text")),
]
events = [(name.split(" against")[0], colour, points)
          for (name, points), colour in zip(of_events().items(), ("#1f77b4", "#2ca02c"))]
svg = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 350" font-family="sans-serif" font-size="12">',
       '<rect width="860" height="350" fill="white"/>']
svg += chart(70, "Cost against body size, 5-field type", "bytes of the body", sizes,
             [(10, "10"), (1e3, "1k"), (1e5, "100k"), (1e7, "10M")],
             [(100, "100 ns"), (1e4, "10 µs"), (1e6, "1 ms"), (1e7, "10 ms")])
svg += chart(500, "Cost against the number of events, 28 B", "events of the group", events,
             [(10, "10"), (100, "100"), (1000, "1,000")], [(100, "100 ns"), (1e3, "1 µs"), (1e4, "10 µs")])
print("\n".join(svg + ["</svg>"]))
