"""The results as a part of a document, between two comments, and its picture."""

import html
import os
import re

from .picture import draw
from .process import Failure
from .shapes import GROUPS, METRICS, shape_of
from .summary import cell, names_in

BEGIN, END = "<!-- compare: begin -->", "<!-- compare: end -->"
PICTURE = "images/compare.svg"


def check(document):
    """Fails before anything is measured that could not be written down."""
    if not document.is_file():
        raise Failure(f"there is no document {document}")
    text = document.read_text()
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise Failure(f"{document} needs one line '{BEGIN}', and one '{END}' behind it")


def write(document, outcome, servers):
    text = document.read_text()
    before, rest = text.split(BEGIN)
    _old, after = rest.split(END)
    picture = document.parent / PICTURE
    picture.parent.mkdir(exist_ok=True)
    replace(picture, draw(outcome["shapes"], servers))
    replace(document, f"{before}{BEGIN}\n{section(outcome, servers)}\n{END}{after}")


def replace(path, text):
    """At once, so that an interrupted run leaves the old file whole."""
    new = path.with_name(path.name + ".new")
    new.write_text(text)
    os.replace(new, path)


def section(outcome, servers):
    parts = [heading(outcome)]
    if outcome["missing"]:
        parts.append("Not compared, as they could not be run: "
                     + "; ".join(f"{name} ({plain(why)})" for name, why in outcome["missing"].items()) + ".")
    parts.append(f"![CPU time per message or latency of every server, in every shape]({PICTURE})")
    for group in GROUPS.values():
        shapes = [measured for measured in outcome["shapes"] if measured["group"] == group.name]
        if shapes:
            parts.append(table(group, shapes, servers))
    return "\n\n".join(parts)


def heading(outcome):
    machine = outcome["machine"]
    disturbed = sum(measured["disturbed_kept"] for measured in outcome["shapes"])
    rounds = sum(len(rounds) for measured in outcome["shapes"] for rounds in measured["rounds"].values())
    return (f"```\n{outcome['command']}\n```\n\n"
            f"Commit {outcome['commit']}, {outcome['date']}; {machine['processor']}, {machine['cores']} cores, "
            f"{machine['memory_gib']} GiB, Linux {machine['kernel']}; {', '.join(outcome['versions'])}. "
            f"Medians of rounds of {outcome['seconds']:g} s, {outcome['rounds']} of each kind, in which all servers "
            "take turns; "
            f"in {disturbed} of {rounds} rounds other processes used more than {outcome['quiet']:.0%} of a core. "
            "In brackets: the ratio to the best server that is not echod, the median of the rounds' ratios. "
            "Every byte that came back was compared with what was sent.")


def table(group, shapes, servers):
    lines = [f"### {group.title}", "", group.explanation + rates(shapes), "",
             "| shape | server | " + " | ".join(METRICS[metric].title for metric in group.metrics) + " |",
             "|---|---|" + "---|" * len(group.metrics)]
    for measured in shapes:
        label = shape_of(group, measured["shape"]).describe()
        for server in names_in(measured, servers):
            title = f"**{server.title}**" if server.is_ours else server.title
            if server.name in measured["errors"]:
                cells = [f"can't do it: {plain(measured['errors'][server.name])}"]
                cells += [""] * (len(group.metrics) - 1)
            else:
                cells = [emphasized(measured, metric, server) for metric in group.metrics]
            lines.append(f"| {label} | {title} | " + " | ".join(cells) + " |")
            label = ""
    return "\n".join(lines)


def emphasized(measured, metric, server):
    text = cell(measured, metric, server.name)
    return f"**{text}**" if measured["summary"][metric]["best_peer"] == server.name else text


def rates(shapes):
    texts = [f"{measured['rate']:,} for {shape_of(GROUPS[measured['group']], measured['shape']).describe()}"
             for measured in shapes if measured["rate"] > 0]
    if not texts:
        return ""
    text = f" Messages/s offered to each: {'; '.join(texts)}."
    slow = any(measured["slow"] for measured in shapes)
    return text + (" A dash: the server is too slow for that."
                   if slow else "")


def plain(text):
    """Foreign text in one cell of a table."""
    return html.escape(re.sub(r"\s+", " ", text)).replace("|", "\\|")
