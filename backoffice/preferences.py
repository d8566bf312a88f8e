"""“Preferences”: what somebody chooses for themselves alone."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from backoffice.models import Preferences
from backoffice.navigation import any_permission
from backoffice.site import admin_page
from core.timezones import timezone_choices, timezone_name, utc_offset


class PreferencesForm(forms.ModelForm):
    time_zone = forms.ChoiceField(label="Your time zone", required=False)

    class Meta:
        model = Preferences
        fields = ["time_zone"]

    class Media:
        css = {
            "all": [
                "admin/css/vendor/select2/select2.min.css",
                "admin/css/autocomplete.css",
            ]
        }
        js = [
            "admin/js/vendor/jquery/jquery.min.js",
            "admin/js/vendor/select2/select2.full.min.js",
            "backoffice/zone.js",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        site = timezone.get_default_timezone()
        own = f"The site's: {timezone_name(site)} ({utc_offset(site)})"
        self.fields["time_zone"].choices = [("", own), *timezone_choices()]
        self.fields[
            "time_zone"
        ].help_text = "Times in the admin are in this zone. Readers always see dates in the site's."


@admin_page(
    "preferences/", name="preferences", title="Preferences", has_permission=any_permission()
)
def preferences(request):
    own = Preferences.objects.filter(user=request.user).first()
    form = PreferencesForm(request.POST or None, instance=own or Preferences(user=request.user))
    if request.method == "POST" and form.is_valid():
        form.save()
        text = "Saved. Times now use your time zone."
        messages.success(request, text)
        return redirect("admin:preferences")
    context = {
        **admin.site.each_context(request),
        "title": "Preferences",
        "form": form,
        "media": form.media,
    }
    return TemplateResponse(request, "admin/preferences.html", context)
