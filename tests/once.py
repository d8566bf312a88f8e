"""
Tests that open pages and are yet settled in Python: the other database can't make them fail.

The rule (docs/decisions/0042): a module is repeated on PostgreSQL where the database decides what
it asserts: models with their constraints and triggers, SQL that sorts, searches, counts or picks
by time, locks, JSON, migrations, the price door, imports, undo. A module that shows, refuses or
leads on by what the models gave is listed in `PAGES` and run on SQLite alone. What is in no list
is repeated.

A value that one of the two might not take (a zero byte, a number or a moment out of range) is the
database's affair, whatever page it is sent to: such tests of listed modules stand in
`DECIDED_BY_THE_DATABASE`. The walks that open every page are repeated, so that whatever a page
asks is asked of both: `test_pages`, `test_lists`, `backoffice/test_every_page`.
"""

from pathlib import Path

TESTS = Path(__file__).parent

PAGES = {
    # Signing in: forms, letters, codes. What is counted, and by whom, is asked of both.
    "accounts/test_password_reset",
    "accounts/test_passwords",
    "accounts/test_private_pages",
    "accounts/test_reset_by_mail",
    "accounts/test_second_factor",
    "accounts/test_sign_in",
    # Who may
    "accounts/test_roles",
    "backoffice/test_list_rights",
    "products/test_price_rights",
    "test_rights",
    # Forms and steps of the admin
    "articles/admin/test_article",
    "articles/admin/test_autosave",
    "articles/admin/test_compare_page",
    "articles/admin/test_doubtful_links",
    "articles/admin/test_error_numbers",
    "articles/admin/test_history",
    "articles/admin/test_merge_page",
    "articles/admin/test_planning",
    "articles/admin/test_point_in_time",
    "articles/admin/test_presence",
    "articles/admin/test_publishing",
    "articles/admin/test_replan",
    "articles/admin/test_restoring",
    "articles/admin/test_saving",
    "articles/admin/test_sign_off",
    "articles/admin/test_unchanged_saves",
    "backoffice/test_edit_conflicts",
    "backoffice/test_frame",
    "backoffice/test_labels",
    "backoffice/test_site_settings",
    "backoffice/test_tags",
    "backoffice/test_users",
    "core/test_timezones",
    "manuscripts/test_review_decisions",
    "manuscripts/test_review_pages",
    "manuscripts/test_upload_page",
    "pictures/test_picture_field",
    "products/test_batch_pages",
    "products/test_price_activity",
    "products/test_price_desk",
    # What readers see of a row
    "articles/test_block_types",
    "articles/test_formats",
    "articles/test_views",
    "faq/test_views",
    "people/test_views",
    "products/test_display",
    "products/test_price_chart",
    "products/test_reader_words",
    "products/test_retailer_page",
    # How words, files and pictures are read and compared
    "articles/test_checks",
    "articles/test_compare",
    "articles/test_compare_walk",
    "articles/test_merge",
    "articles/test_sections",
    "manuscripts/test_import_tables",
    "pictures/test_reading",
    "pictures/test_renditions",
    "products/test_price_file_cases",
    "products/test_price_workbooks",
}

DECIDED_BY_THE_DATABASE = {
    # Counted, or written at the same moment
    "test_autosaves_nobody_came_back_for_go_after_thirty_days",
    "test_no_autosave_is_dropped_for_a_newer_one",
    "test_of_two_editors_the_later_is_told_and_nobody_is_overwritten",
    "test_processes_that_save_at_the_same_moment_lose_nothing",
    "test_straggler_brings_nothing_back_that_is_saved_or_newer",
    "test_two_owners_who_change_different_settings_both_keep_theirs",
    # Found by words, or as they stood at a moment
    "test_go_to_finds_every_kind_by_its_words",
    "test_page_as_it_stood_is_the_page_that_was_rendered_then",
    # Refused by a constraint
    "test_database_lets_no_held_price_pass_without_evidence",
    "test_sign_off_is_never_changed",
    # Sent what a database might not take
    "test_forged_decisions_are_refused",
    "test_half_an_emoji_and_nul_are_left_out_of_what_is_kept",
    "test_moment_without_a_page_is_a_sentence",
    "test_odd_moment_on_file_ends_no_page_of_the_admin",
    "test_page_that_does_not_say_what_it_was_opened_on_saves_as_it_stands",
    "test_what_can_not_be_read_is_answered_in_a_sentence",
}

# Single tests of modules that are repeated otherwise.
SETTLED_IN_PYTHON = {
    # Who may
    "test_onlookers_see_a_row_and_cannot_save_it",
    "test_page_of_places_is_for_those_who_may_see_the_row",
    # What a page has
    "test_add_page_opens_where_rows_are_made_by_hand",
    "test_every_place_has_a_name_and_an_address_that_opens",
    "test_relations_are_found_by_typing_not_in_a_list_that_grows",
    "test_what_readers_see_is_named_to_everybody_with_its_public_page",
    # How many queries it takes
    "test_changelist_asks_no_more_queries_with_more_rows",
    "test_panel_and_page_ask_twelve_queries_at_most_whatever_the_numbers",
    # How words, files and answers are read
    "test_a_plan_that_can_not_be_is_refused_in_a_sentence",
    "test_file_that_is_no_price_file_is_refused_in_one_line",
    "test_guard_against_formulas_is_stripped_exactly",
    "test_wrong_line_is_refused_with_line_and_column_and_the_others_are_applied",
}


def is_settled(path, name):
    """Whether the test `name` of the module at `path` says the same on any database."""
    module = path.relative_to(TESTS).with_suffix("").as_posix()
    if module in PAGES:
        return name not in DECIDED_BY_THE_DATABASE
    return name in SETTLED_IN_PYTHON
