"""What every document on paper has, before it is typeset."""

from collections.abc import Mapping

import pytest

from reporting import pdf, press


def test_a_name_that_turns_its_letters_round_reads_on_paper_as_it_is_spelt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def page(_template: str, context: Mapping[str, str]) -> str:
        return f"<p>{context['name']}</p>"

    monkeypatch.setattr(pdf, "render_to_string", page)
    monkeypatch.setattr(press, "typeset", str.encode)

    assert pdf.make_pdf("any.html", {"name": "Amir\u202e Haddad\u2066\ufeff"}) == b"<p>Amir Haddad</p>"
