"""Looks, on the real stack, at the report that Airflow shows on the page of a run."""

from __future__ import annotations

import urllib.parse
import urllib.request

from airflow_rest import DAG, say
from stack import Stack


def shown_in_airflow(stack: Stack, run: str) -> None:
    """Opens the tab's address as Airflow's page does. The run's name has characters that its folder's name encodes."""
    assert ":" in run, run
    views = [view for plugin in stack.api("GET", "/plugins")["plugins"] for view in plugin["external_views"]]
    (view,) = [view for view in views if view["name"] == "Report"]
    assert view["destination"] == "dag_run", view

    def opened(dag: str) -> str:
        path = view["href"].replace("{DAG_ID}", dag).replace("{RUN_ID}", urllib.parse.quote(run, safe=""))
        with urllib.request.urlopen(f"http://127.0.0.1:{stack.port}{path}", timeout=30) as answer:
            return str(answer.read().decode())

    page = opened(DAG)
    assert "<html" in page, page[:1000]
    assert run in page, page[:1000]
    assert "Only runs of" in opened("after_export")
    say(f"the page of {run} shows its report")
