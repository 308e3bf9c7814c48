"""One row of the register: name, flags, note, strip, and the buttons or the mark that stands.

A tag rather than a template: thirty rows took 31 ms as a template, and the page has 12. The look is in
static/css/register.css, the life in static/js/register/.
"""

from __future__ import annotations

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from attendance.queries.registers.pages import RegisterPage
from attendance.queries.registers.rows import RegisterRow
from attendance.templatetags.marks import mark, strip
from schools.templatetags.daymark import icon

register = template.Library()
PRESENT, LATE, NO_REASON = "pres", "late", "n"
BUTTONS = ((LATE, "L", "Late"), (NO_REASON, "N", "Not here, no reason yet"))
NOTHING = SafeString("")

ROW = (
    '<li class="rg-row" data-pupil="{}" data-version="{}" data-code="{}" data-css="{}" data-name="{}"{}>'
    '<span class="rg-i">{}</span><div class="rg-who">{}{}</div>{}{}{}</li>\n'
)
WHO = (
    '<div><div class="nm"><a href="{}{}/" tabindex="-1"><b>{}</b>, {}</a>{}</div>'
    '<div class="rg-note" title="{}">{}</div></div>'
)
FLAG = '<span class="flag" title="{}"><span aria-hidden="true">{}</span><span class="u-hide">{}</span></span>'
MINUTES = (
    '<label class="rg-late"><input type="text" name="minutes-{}" value="{}" inputmode="numeric" '
    'pattern="[0-9]*" maxlength="3" autocomplete="off" aria-label="Minutes late, {}">min</label>'
)
CHOICES = (
    '<fieldset class="rg-marks"{5}><legend class="u-hide">{0}</legend>'
    '<input type="hidden" name="base-{1}" value="{2}">{3}{4}'
    '<button type="button" class="rg-code js-only" tabindex="-1" aria-haspopup="listbox" '
    'aria-label="Code, {0}">Code</button></fieldset>'
)
RADIO = (
    '<input type="radio" name="mark-{0}" id="{1}{0}" value="{2}" data-css="{1}"{3}>'
    '<label for="{1}{0}"><span aria-hidden="true">{2}</span><span class="u-hide">{4}</span></label>'
)
PLAIN = (
    '<noscript><span class="rg-other">{1}<label><input type="radio" name="mark-{0}" value="">None</label>'
    '<input type="text" name="other-{0}" maxlength="2" list="codes" aria-label="Another code, {2}">'
    "</span></noscript>"
)
OTHER = '<label><input type="radio" name="mark-{0}" value="{1}" checked>{1}</label>'
# The office's code, overruled by who sees the pupil. The version tells a page that is behind.
HERE = (
    '<input type="hidden" name="base-{0}" value="{1}">'
    '<button class="btn btn-sm btn-outline-secondary" type="submit" name="here-{0}" value="1">'
    'Here?<span class="u-hide"> {2}</span></button>'
)
MAY_OVERRULE = SafeString(" data-here")
STANDING = '<div class="rg-pre" tabindex="-1" role="group" aria-label="{}: {}">{}{}</div>'
AMEND = '<a class="btn btn-sm btn-outline-secondary" href="{}">Amend<span class="u-hide"> {}</span></a>'
CHECKED = SafeString(" checked")
HIDDEN = SafeString(" hidden disabled")


def _fill(text: str, *values: object) -> SafeString:
    """As format_html, at half its cost: what is not marked safe is escaped."""
    return mark_safe(
        text.format(*(value if isinstance(value, SafeString) else escape(str(value)) for value in values))
    )


@register.simple_tag
def register_row(row: RegisterRow, page: RegisterPage, pupils_url: str) -> SafeString:
    """A pupil's row; `pupils_url` is the address under which pupil pages stand."""
    may_mark = page.may_save and not row.locked
    may_mark_here = page.may_overrule and row.may_overrule
    # After "Here?" the script shows the row's buttons, so that a mis-tap can be put right.
    has_choices = page.takes_marks and may_mark_here
    return _fill(
        ROW,
        *(row.pupil_id, row.version, row.code, row.css, row.name),
        MAY_OVERRULE if may_mark_here else NOTHING,
        row.number,
        _who(row, pupils_url),
        _minutes(row) if may_mark or has_choices else NOTHING,
        strip(row.strip, row.strip_words),
        _choices(row, page) if may_mark else _standing(row, may_overrule=may_mark_here),
        _choices(row, page, hidden=True) if has_choices else NOTHING,
    )


def _who(row: RegisterRow, pupils_url: str) -> SafeString:
    flags = mark_safe("".join(_fill(FLAG, title, short, title) for short, title in row.flags))
    return _fill(WHO, pupils_url, row.pupil_id, row.surname, row.forename, flags, row.set_words, row.note)


def _minutes(row: RegisterRow) -> SafeString:
    return _fill(MINUTES, row.pupil_id, "" if row.minutes is None else row.minutes, row.name)


def _choices(row: RegisterRow, page: RegisterPage, *, hidden: bool = False) -> SafeString:
    buttons = ((PRESENT, page.present_letter, "Present"), *BUTTONS)
    radios = mark_safe(
        "".join(
            _fill(RADIO, row.pupil_id, css, letter, CHECKED if row.css == css else NOTHING, words)
            for css, letter, words in buttons
        )
    )
    plain, out_of_sight = (NOTHING, HIDDEN) if hidden else (_plain(row), NOTHING)
    return _fill(CHOICES, row.name, row.pupil_id, row.version, radios, plain, out_of_sight)


def _plain(row: RegisterRow) -> SafeString:
    """What the script's picker does, for who has no script: any code typed, or none."""
    is_other = row.code and row.css not in {PRESENT, LATE, NO_REASON}
    other = _fill(OTHER, row.pupil_id, row.code) if is_other else NOTHING
    return _fill(PLAIN, row.pupil_id, other, row.name)


def _standing(row: RegisterRow, *, may_overrule: bool) -> SafeString:
    """The mark alone, where it may not be changed here; with the way to amend or overrule it, if any."""
    way = icon("lock") if row.locked else NOTHING
    if row.amend_url:
        way = _fill(AMEND, row.amend_url, row.name)
    if may_overrule:
        way = _fill(HERE, row.pupil_id, row.version, row.name)
    words = row.set_words or "no mark"
    return _fill(STANDING, row.name, words, mark(row.code, row.css, row.set_words), way)
