"""The picture: for each shape, a bar for every server, of CPU time or of latency, as SVG without dependencies."""

import html

from .shapes import GROUPS, METRICS, shape_of

COLUMNS = 2
PANEL_WIDTH, PANEL_GAP = 460, 24
LABEL_WIDTH, VALUE_WIDTH = 136, 140
ROW_HEIGHT, BAR_HEIGHT, TITLE_HEIGHT = 20, 14, 46
MARGIN = 16
# A bar longer than this many times the best peer's is cut, or one slow server would make the others alike.
LONGEST = 4

# The page that shows the picture may be light or dark: the ground is the picture's own, and it follows.
STYLE = """\
  text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #24292f }
  .title { font-weight: 600; font-size: 14px }
  .note { fill: #57606a; font-size: 12px }
  .ground { fill: #ffffff }
  .ours { fill: #0969da }
  .peer { fill: #afb8c1 }
  .best { stroke: #57606a; stroke-dasharray: 3 3 }
  .own { font-weight: 600 }
  .value { paint-order: stroke; stroke: #ffffff; stroke-width: 4px }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .note { fill: #9198a1 }
    .ground { fill: #0d1117 }
    .ours { fill: #4493f8 }
    .peer { fill: #57606a }
    .best { stroke: #9198a1 }
    .value { stroke: #0d1117 }
  }
"""


def draw(all_measured, servers):
    in_order = sorted(all_measured, key=lambda measured: list(GROUPS).index(measured["group"]))
    panels = [panel for panel in (panel_of(measured, servers) for measured in in_order) if panel]
    rows = [panels[i:i + COLUMNS] for i in range(0, len(panels), COLUMNS)]
    y, drawn = MARGIN, []
    for row in rows:
        for column, panel in enumerate(row):
            drawn += draw_panel(panel, MARGIN + column * (PANEL_WIDTH + PANEL_GAP), y)
        y += TITLE_HEIGHT + ROW_HEIGHT * max(len(bars) for _title, _note, bars, *_ in row) + PANEL_GAP
    width = 2 * MARGIN + COLUMNS * PANEL_WIDTH + (COLUMNS - 1) * PANEL_GAP
    return ('<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'viewBox="0 0 {width} {y}" width="{width}" height="{y}">\n'
            "<title>echod and its peers: CPU time per message, and latency</title>\n"
            f"<style>\n{STYLE}</style>\n"
            f'<rect class="ground" width="{width}" height="{y}"/>\n' + "\n".join(drawn) + "\n</svg>\n")


def panel_of(measured, servers):
    """Title, note, bars with the least first, the best peer's value and how values look; or None."""
    group = GROUPS[measured["group"]]
    metric = group.metrics[0]
    summary = measured["summary"][metric]
    titles = {server.name: (server.title, server.is_ours) for server in servers}
    bars = sorted((figure["median"], *titles[name], figure.get("ratio"))
                  for name, figure in summary["servers"].items())
    if not bars:
        return None
    # Last, without a bar, those that are too slow for the fixed rate or can't do the shape at all.
    bars += [(None, *titles[name], None) for name in [*measured["slow"], *measured["errors"]]
             if name not in summary["servers"]]
    loop = f"at {measured['rate']:,} messages/s" if measured["rate"] > 0 else "closed loop"
    best = summary["servers"][summary["best_peer"]]["median"] if summary["best_peer"] else None
    return (f"{group.title}: {shape_of(group, measured['shape']).describe()}",
            f"{METRICS[metric].title}, {loop}; less is better", bars, best, METRICS[metric].pattern)


def draw_panel(panel, x, y):
    title, note, bars, best, pattern = panel
    longest = max(value for value, *_ in bars if value is not None)
    if best:
        longest = min(longest, LONGEST * best)
    scale = (PANEL_WIDTH - LABEL_WIDTH - VALUE_WIDTH) / longest
    left = x + LABEL_WIDTH
    drawn = [text(x, y + 14, title, "title"), text(x, y + 31, note, "note")]
    top = y + TITLE_HEIGHT
    values = []
    for row, (value, name, is_ours, ratio) in enumerate(bars):
        line = top + row * ROW_HEIGHT
        own = "own" if is_ours else ""
        drawn.append(text(left - 8, line + 12, name, own, "end"))
        if value is None:
            drawn.append(text(left, line + 12, "no figure, see the table", "note"))
            continue
        length = min(value, longest) * scale
        kind = "ours" if is_ours else "peer"
        drawn.append(f'<rect class="{kind}" x="{left}" y="{line}" width="{length:.1f}" height="{BAR_HEIGHT}" rx="2"/>')
        if value > longest:
            gap = left + length - 14
            drawn.append(f'<rect class="ground" x="{gap:.1f}" y="{line}" width="4" height="{BAR_HEIGHT}"/>')
        value_text = pattern.format(value) + (f" ({ratio:.2f})" if ratio else "")
        values.append(text(f"{left + length + 6:.1f}", line + 12, value_text, f"value {own}".strip()))
    if best:
        end = top + len(bars) * ROW_HEIGHT - (ROW_HEIGHT - BAR_HEIGHT)
        drawn.append(f'<line class="best" x1="{left + best * scale:.1f}" x2="{left + best * scale:.1f}" '
                     f'y1="{top - 4}" y2="{end + 4}"/>')
    # Above the line, which they may stand on.
    return drawn + values


def text(x, y, content, kind, anchor="start"):
    kind = f' class="{kind}"' if kind else ""
    anchor = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text{kind} x="{x}" y="{y}"{anchor}>{html.escape(content)}</text>'
