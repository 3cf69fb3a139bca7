"""Accounts: who may sign in, appointed to what, since when; and what an administrator does about them."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from fangxian.access import actions, invitations, queries
from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.access.roles import roles
from fangxian.apps.desk import account_words
from fangxian.contracts.departments import departments
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry.queries import area_names
from fangxian.web.areas import area_choices
from fangxian.web.language import current, say
from fangxian.web.paging import page
from fangxian.web.telling import failed

SECTION = "desk:accounts"


class AccountForm(forms.Form):
    """A new account."""

    username = forms.CharField(max_length=32, widget=forms.TextInput(attrs={"autocapitalize": "none"}))
    name = forms.CharField(max_length=64)
    unit = forms.CharField(max_length=128)
    department = forms.ChoiceField(required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name, label in (
            ("username", say("账号名", "Account")),
            ("name", say("姓名", "Name")),
            ("unit", say("单位", "Office")),
        ):
            self.fields[name].label = label
        offer_departments(self.fields["department"])
        self.fields["username"].help_text = say(
            "2 至 32 位小写字母、数字、点、横线或下划线，以字母开头。",
            "2 to 32 of a-z, 0-9, dot, line or underline; begins with a letter.",
        )


class DepartmentForm(forms.Form):
    """For which department somebody works."""

    department = forms.ChoiceField(required=False)

    def __init__(self, data: Any = None, *, now: str = "") -> None:
        super().__init__(data, initial={"department": now})
        offer_departments(self.fields["department"])


class AppointmentForm(forms.Form):
    """A role in an area, for a time."""

    role = forms.ChoiceField()
    area = forms.CharField(max_length=15, widget=forms.TextInput(attrs={"inputmode": "numeric", "list": "areas"}))
    until = forms.DateField(required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [("", say("请选择", "Choose")), *((one.name, say(one.zh, one.en)) for one in roles().values())]
        role.label = say("岗位", "Role")
        self.fields["area"].label = say("区划代码", "Area code")
        self.fields["area"].help_text = say(
            "区 6 位，街道 9 位，社区 12 位，网格 15 位。", "District 6 digits, street 9, community 12, grid 15."
        )
        self.fields["until"].label = say("截止（含当天，可不填）", "Last day (may be left open)")

    def clean_area(self) -> str:
        """Raises for a code that no area has."""
        area: str = self.cleaned_data["area"].strip()
        if area not in area_names([area]):
            raise forms.ValidationError(say("没有这个区划代码。", "No area has this code."))
        return area

    def clean_until(self) -> datetime | None:
        """The end of the last day."""
        return _end_of(self.cleaned_data["until"])


def offer_departments(field: forms.Field) -> None:
    """The departments there are, and none."""
    assert isinstance(field, forms.ChoiceField)
    field.label = say("所属部门", "Department")
    field.help_text = say("由谁审批本部门的数据，以此为准。", "Whose data they decide about hangs on this.")
    known = departments().items()
    field.choices = [("", say("无", "none")), *((name, say(one.zh, one.en)) for name, one in known)]


@requires("accounts.manage")
def accounts(request: HttpRequest) -> HttpResponse:
    """All of them, by name, narrowed as asked; above them what waits for a second person."""
    asked = {name: request.GET.get(name, "").strip()[:64] for name in ("q", "role")}
    found = queries.accounts_like(asked["q"], asked["role"])
    shown = page(found, ("username",), request.GET.get("after", ""), whole=found.count())
    lines = queries.lines(shown.rows)
    names = area_names(one.area for line in lines for one in line.appointments)
    context = {
        "section": SECTION,
        "page": shown,
        "rows": [account_words.account_row(line, names) for line in lines],
        "asked": asked,
        "narrowed": any(asked.values()),
        "roles": roles().values(),
        "waiting": len(queries.widenings()),
    }
    return render(request, "desk/accounts.html", context)


@requires("accounts.manage")
def new(request: HttpRequest) -> HttpResponse:
    """Makes an account; the code for its owner is shown this once."""
    form = AccountForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_account(**form.cleaned_data, by=_reader(request))
        except Fault as fault:
            form.add_error(None, fault.sentence(current()))
    context = {"section": SECTION, "form": form, "made": made}
    return render(request, "desk/account_new.html", context, status=422 if form.errors else 200)


@requires("accounts.manage")
def account(request: HttpRequest, username: str) -> HttpResponse:
    """One: what it is appointed to and was, whether it can sign in, and what can be done."""
    return _shown(request, username)


def _shown(request: HttpRequest, username: str, *, form: AppointmentForm | None = None, code: str = "") -> HttpResponse:
    reader = _reader(request)
    found = list(queries.accounts().filter(username=username))
    if not found:
        raise NotHere.of("account")
    (line,) = queries.lines(found)
    waiting = queries.widenings(username)
    names = area_names([*(one.area for one in line.appointments), *(one.area for one in waiting)])
    makers = account_words.signed([line.created_by, *(one.made_by for one in line.appointments)])
    context = {
        "section": SECTION,
        "row": account_words.account_row(line, names, makers),
        "waiting": account_words.waiting_rows(waiting, names),
        "form": form or AppointmentForm(),
        "department_form": DepartmentForm(now=line.department),
        "areas": area_choices(reader.areas),
        "mine": username == reader.account,
        "code": code,
        "takes_two": bool(code) and invitations.takes_two(username),
    }
    return render(request, "desk/account.html", context, status=422 if form and form.errors else 200)


@require_POST
@requires("accounts.manage")
def act(request: HttpRequest, username: str, verb: str) -> HttpResponse:
    """Appoints, ends, unlocks, resets, closes; the action itself says who may. Only what was confirmed is done."""
    if verb not in ACTS:
        raise NotHere.of("act")
    if request.POST.get("sure") != "yes":
        raise BadRequest("not confirmed")
    form = FORMS[verb](request.POST) if verb in FORMS else None
    if form is not None and not form.is_valid():
        if isinstance(form, AppointmentForm):
            return _shown(request, username, form=form)
        raise BadRequest("no such department")
    try:
        done = ACTS[verb](username, form.cleaned_data if form else request.POST, _reader(request))
    except Fault as fault:
        failed(request, fault)
        return redirect("desk:account", username)
    if verb == "invite":
        return _shown(request, username, code=done)
    account_words.done(request, verb, done)
    return redirect("desk:account", username)


#: Verb of the address -> the form that says more.
FORMS: dict[str, type[forms.Form]] = {"appoint": AppointmentForm, "department": DepartmentForm}
#: Verb of the address -> what is done: the account, what was said in the form, by whom.
ACTS: dict[str, Callable[[str, Any, Reader], Any]] = {
    "appoint": lambda name, said, by: actions.ask_to_appoint(account=name, by=by, **said),
    "department": lambda name, said, by: actions.ask_for_department(account=name, by=by, **said),
    "end": lambda _, said, by: actions.end_appointment(appointment=_number(said), by=by),
    "unlock": lambda name, _, by: actions.unlock(account=name, by=by),
    "reset-factor": lambda name, _, by: actions.ask_to_reset_factor(account=name, by=by),
    "invite": lambda name, _, by: actions.invite(account=name, by=by),
    "close": lambda name, _, by: actions.close_account(account=name, by=by),
    "withdraw": lambda _, said, by: actions.withdraw(widening=_number(said), by=by),
}


@requires("accounts.approve")
def waiting(request: HttpRequest) -> HttpResponse:
    """What administrators asked for and a second person approves or refuses, and the second codes to give."""
    return _waiting(request)


def _waiting(request: HttpRequest, **given: str) -> HttpResponse:
    found = queries.widenings()
    context = {
        "section": "desk:waiting",
        "rows": account_words.waiting_rows(found, area_names(one.area for one in found)),
        "seconds": invitations.waiting_for_second(),
    }
    return render(request, "desk/waiting.html", context | given)


@require_POST
@requires("accounts.approve")
def second_code(request: HttpRequest, username: str) -> HttpResponse:
    """The second code of an account, shown this once."""
    if request.POST.get("sure") != "yes":
        raise BadRequest("not confirmed")
    try:
        code = actions.give_second(account=username, by=_reader(request))
    except Fault as fault:
        failed(request, fault)
        return redirect("desk:waiting")
    return _waiting(request, username=username, code=code)


@require_POST
@requires("accounts.approve")
def decide(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Approves or refuses."""
    if verb not in ("approve", "refuse"):
        raise NotHere.of("act")
    if request.POST.get("sure") != "yes":
        raise BadRequest("not confirmed")
    try:
        (actions.approve if verb == "approve" else actions.withdraw)(widening=number, by=_reader(request))
    except Fault as fault:
        failed(request, fault)
    else:
        account_words.done(request, verb)
    return redirect("desk:waiting")


def _reader(request: HttpRequest) -> Reader:
    reader: Reader = request.reader  # type: ignore[attr-defined]
    return reader


def _number(said: Any) -> int:
    text = said.get("which", "")
    if not (text.isascii() and text.isdigit()):
        raise BadRequest("not a key")
    return int(text)


def _end_of(day: date | None) -> datetime | None:
    return datetime.combine(day + timedelta(days=1), time.min, clock.LOCAL) if day else None
