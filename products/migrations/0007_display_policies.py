from importlib import import_module

import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

# SQLite makes the table anew, and can't while triggers name it.
BEFORE = import_module("products.migrations.0005_what_a_price_refers_to")


class Migration(migrations.Migration):
    dependencies = [
        ("products", "0006_find_offers_by_host"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(BEFORE.drop_triggers, BEFORE.make_triggers),
        migrations.RemoveConstraint(
            model_name="retailer",
            name="retailer_price_policy_is_known",
        ),
        migrations.RemoveField(
            model_name="retailer",
            name="price_policy",
        ),
        migrations.AddField(
            model_name="retailer",
            name="policy_allows_cloaked_links",
            field=models.BooleanField(
                default=True,
                help_text="Where the shop has short addresses of its own, such as amzn.to. Redirects of others are never used.",
                verbose_name="its own short links may be used",
            ),
        ),
        migrations.AddField(
            model_name="retailer",
            name="policy_disclaimer",
            field=models.TextField(
                blank=True,
                help_text="As the shop wants it, word for word; “{site}” is replaced by its site.",
                verbose_name="sentence beside prices",
            ),
        ),
        migrations.AddField(
            model_name="retailer",
            name="policy_max_age_hours",
            field=models.PositiveIntegerField(
                default=720,
                help_text="Counted from the last look at the shop; then only “Check price at …”. 720 are 30 days.",
                verbose_name="hours a price is shown for",
            ),
        ),
        migrations.AddField(
            model_name="retailer",
            name="policy_show",
            field=models.CharField(
                choices=[
                    ("exact", "The price"),
                    ("check", "No price, only “Check price at …”"),
                    ("never", "No price, and no word of one"),
                ],
                default="exact",
                max_length=10,
                verbose_name="prices are shown as",
            ),
        ),
        migrations.AddField(
            model_name="retailer",
            name="policy_shows_availability",
            field=models.BooleanField(default=True, verbose_name="says what is sold out"),
        ),
        migrations.AddField(
            model_name="retailer",
            name="policy_shows_typed",
            field=models.BooleanField(
                default=True,
                help_text="Typed, from a manuscript or from a file. If not, only what the shop's own feed says.",
                verbose_name="shows prices that people entered",
            ),
        ),
        migrations.AddField(
            model_name="retailer",
            name="policy_stamp",
            field=models.CharField(
                choices=[
                    ("day", "The day: “checked 29 Nov 2026”"),
                    ("moment", "The day and time: “as of 29 Nov 2026, 14:05 EST”"),
                ],
                default="day",
                max_length=10,
                verbose_name="says when by",
            ),
        ),
        migrations.AddField(
            model_name="retailer",
            name="policy_statement",
            field=models.CharField(
                blank=True,
                help_text="Beside our own disclosure: “As an Amazon Associate I earn from qualifying purchases.”",
                max_length=300,
                verbose_name="sentence above paid links",
            ),
        ),
        migrations.AddField(
            model_name="retailer",
            name="policy_strikes_only_lows",
            field=models.BooleanField(
                default=False,
                help_text="Always so where the shop or the site is in the European Union.",
                verbose_name="strikes through only the lowest price of 30 days",
            ),
        ),
        migrations.AddConstraint(
            model_name="retailer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Length("market"), 2
                    ),
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Upper(
                            django.db.models.functions.text.Substr("market", 1, 1)
                        ),
                        django.db.models.functions.text.Substr("market", 1, 1),
                    ),
                    models.Q(
                        django.db.models.lookups.Exact(
                            django.db.models.functions.text.Lower(
                                django.db.models.functions.text.Substr("market", 1, 1)
                            ),
                            django.db.models.functions.text.Substr("market", 1, 1),
                        ),
                        _negated=True,
                    ),
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Upper(
                            django.db.models.functions.text.Substr("market", 2, 1)
                        ),
                        django.db.models.functions.text.Substr("market", 2, 1),
                    ),
                    models.Q(
                        django.db.models.lookups.Exact(
                            django.db.models.functions.text.Lower(
                                django.db.models.functions.text.Substr("market", 2, 1)
                            ),
                            django.db.models.functions.text.Substr("market", 2, 1),
                        ),
                        _negated=True,
                    ),
                ),
                name="retailer_market_is_a_code",
                violation_error_message="Enter the two-letter code of a country: “US”, “GB” (not “UK”), “DE”.",
            ),
        ),
        migrations.AddConstraint(
            model_name="retailer",
            constraint=models.CheckConstraint(
                condition=models.Q(("policy_max_age_hours__range", (1, 8784))),
                name="retailer_policy_max_age_is_a_span",
                violation_error_message="A price is shown for at least one hour, and for a year (8784 hours) at most.",
            ),
        ),
        migrations.AddConstraint(
            model_name="retailer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("affiliate_query", ""), ("pays_commission", True), _connector="OR"
                ),
                name="retailer_with_tag_pays_commission",
                violation_error_message="Links with an affiliate tag earn us money. Say that the shop pays a commission, or remove the tag.",
            ),
        ),
        migrations.AddConstraint(
            model_name="retailer",
            constraint=models.CheckConstraint(
                condition=models.Q(("policy_show__in", ["exact", "check", "never"])),
                name="retailer_policy_show_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="retailer",
            constraint=models.CheckConstraint(
                condition=models.Q(("policy_stamp__in", ["day", "moment"])),
                name="retailer_policy_stamp_is_known",
            ),
        ),
        migrations.RunPython(BEFORE.make_triggers, BEFORE.drop_triggers),
    ]
