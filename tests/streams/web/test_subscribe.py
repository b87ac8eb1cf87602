"""The lines that a page shows for subscribing work as they stand."""

import html
import re
import subprocess
import sys

import pytest

from tests.factories import a_tagged_article
from tests.streams.web.installation import Installation, Served

NEWS = a_tagged_article(id="subscribed", title="Titlul abonatului")


def shown(server: Served, path: str) -> list[str]:
    codes = re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", server.get(path).text, re.DOTALL)
    return [html.unescape(code) for code in codes]


def first_line(command: list[str]) -> str:
    """The first line a following command prints; it is ended after that."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            return next(line for line in process.stdout if "headlines" in line)
        finally:
            process.kill()


@pytest.mark.parametrize("tool", ["kcat", "from kafka", "curl -N"])
def test_a_shown_line_brings_articles(newsdesk: Installation, server: Served, tool: str) -> None:
    newsdesk.forget("conflict")  # as retention does: a partition may keep less than is asked for
    newsdesk.publish(NEWS)
    (code,) = [code for code in shown(server, "/articles/subscribed") if code.startswith(tool)]
    if tool == "curl -N":
        position = server.get("/v1/desks/conflict/articles").json()["position"]
        code += f"?last_event_id={position}"  # ten seconds ago, or it would wait for news
    command = [sys.executable, "-uc", code] if tool == "from kafka" else ["bash", "-c", code]
    assert "wiredesk" in first_line(command)


def test_the_shown_article_is_there(newsdesk: Installation, server: Served) -> None:
    newsdesk.publish(NEWS)
    (code,) = [code for code in shown(server, "/articles/subscribed") if "/articles/" in code]
    done = subprocess.run(["bash", "-c", code], check=True, capture_output=True)
    assert done.stdout == newsdesk.redis.get(newsdesk.key("art", "subscribed"))
