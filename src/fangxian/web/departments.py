"""Departments in words."""

from fangxian.contracts.departments import departments
from fangxian.web.language import say


def department(name: str) -> str:
    """What a department is called; '' for none, its name where no list has it any more."""
    known = departments().get(name)
    return say(known.zh, known.en) if known else name


def on_behalf(name: str, who: str) -> str:
    """Somebody, after the department that they act for, if any."""
    return " · ".join(filter(None, (department(name), who)))
