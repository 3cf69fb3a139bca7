"""Where the owner of an account chooses its password, with the code that they were given, or the two."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fangxian.access import actions
from fangxian.lib.fault import Fault
from fangxian.web import telling
from fangxian.web.language import current, say


class InvitationForm(forms.Form):
    """The account, its code or codes, and the password that is chosen, twice."""

    account = forms.CharField(
        max_length=32, widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "username"})
    )
    first = forms.CharField(max_length=40, widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}))
    second = forms.CharField(max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    password = forms.CharField(max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name, label, more in (
            ("account", say("账号名", "Account"), ""),
            ("first", say("开通码", "Code"),
             say("系统管理员告诉您的四组字符。", "The four groups that your administrator told you.")),
            ("second", say("第二个码（如有）", "Second code (if any)"),
             say("由指挥部另一人告诉您。", "Somebody of the headquarters tells you.")),
            ("password", say("新密码", "New password"),
             say("至少十二位，不用常见词。", "Twelve characters or more, no common word.")),
            ("again", say("再输一遍", "Once more"), ""),
        ):  # fmt: skip
            self.fields[name].label, self.fields[name].help_text = label, more

    def clean(self) -> dict[str, Any]:
        """Raises where the two passwords differ."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("password") != said.get("again"):
            self.add_error("again", say("两次输入的密码不一致。", "The two passwords differ."))
        return said


def invitation(request: HttpRequest) -> HttpResponse:
    """Open to anybody: what opens an account is the code."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "again"}
        try:
            actions.redeem(**said)
        except Fault as fault:
            form.add_error(None, fault.sentence(current()))
        else:
            telling.done(request, say("密码已设置，请登录。", "The password is yours: sign in with it."))
            return redirect("account_login")
    return render(request, "account/invitation.html", {"form": form}, status=422 if form.errors else 200)
