"""What kind of union fits an employer: asked before anything is filed, by anybody."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guildhall.base.flows.queries import applicant_of, own_applications, remember
from guildhall.infra.pieces.marks import Notice, Tone
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.words import Words
from guildhall.organising.formation.contracts import FORM_WORDS, Duty, Employer, Form
from guildhall.organising.formation.flows.kinds import KIND_OF, KINDS_BY_FORM
from guildhall.organising.formation.forms.choosing import ChoosingForm
from guildhall.organising.formation.rules.forming import advise

_DUTY: Final = {
    Duty.MUST: Words("应当建会", "A union must be formed"),
    Duty.MAY: Words("可以建会", "A union may be formed"),
    Duty.MAY_NOT: Words("不能在这里建会", "No union can be formed here"),
}


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which kind fits, with the articles; and what one has applied for already."""
    by = applicant_of(request)
    form = ChoosingForm(request.GET or None)
    context: dict[str, Any] = {"form": form, "cases": _cases(by), "kinds": KINDS_BY_FORM.values()}
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        advice = advise(Employer(form.chosen(), given["members"], given["insured"]), SystemClock().today())
        forms = advice.forms or ((Form.WORKERS,) if form.chosen().value == "individual_business" else ())
        context |= {
            "duty": _DUTY[advice.duty],
            "notices": [
                Notice(one.message, Tone.STOP if one.refuses else Tone.PLAIN, one.message.kind.rule)
                for one in advice.findings
            ],
            "fitting": [(FORM_WORDS[one], KINDS_BY_FORM[one]) for one in forms],
            "organiser": advice.organiser,
        }
    return remember(render(request, "formation/choose.html", context), by)


def _cases(by: Any) -> list[tuple[Any, Words, Words]]:
    return [
        (one, FORM_WORDS[KIND_OF[one.kind]], KINDS_BY_FORM[KIND_OF[one.kind]].state(one.state).words)
        for one in own_applications(by)
        if one.kind in KIND_OF and one.number
    ]
