"""Somebody in a role, signed in: what the examples of pages begin with."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from fangxian.access import clocks
from fangxian.access.models import Account, Appointment


def account(role: str, area: str = "230108", name: str = "", department: str = "") -> Account:
    """An account appointed to one role in one area, that speaks for a department (contracts/departments.toml)."""
    made = Account.objects.create(
        username=name or f"{role}.{area}", name="王建国", unit="平房区", department=department
    )
    Appointment.objects.create(account=made, role=role, area=area, made_by="example")
    return made


def session(one: Account) -> str:
    """The key of a session as it stands after password and code."""
    store = SessionStore()
    store[SESSION_KEY] = str(one.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = one.get_session_auth_hash()
    clocks.begin(store)
    store[clocks.READY] = True
    store.create()
    return str(store.session_key)


def client(role: str, area: str = "230108", language: str = "zh") -> Client:
    """A browser without a window, in which somebody is signed in."""
    return signed_in(account(role, area), language)


def signed_in(one: Account, language: str = "zh") -> Client:
    """The same for an account."""
    browser = Client()
    browser.cookies["sessionid"] = session(one)
    browser.cookies["language"] = language
    return browser
