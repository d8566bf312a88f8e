"""
Tests that open pages and are yet settled in Python: the other database can't make them fail.

The rule (docs/decisions/0042): a module is repeated on PostgreSQL where the database decides what
it asserts: models with their constraints and triggers, SQL that sorts, searches, counts or picks
by time, locks, JSON, migrations, what the price door, an import and an undo write. A module that
shows, refuses, judges or leads on by what the models gave is listed in `PAGES` and run on SQLite
alone. What is in no list is repeated.

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
    "articles/test_plan_changes",
    "articles/test_plan_ends",
    "articles/test_planned_shops",
    "backoffice/test_edit_conflicts",
    "backoffice/test_frame",
    "backoffice/test_labels",
    "backoffice/test_references",
    "backoffice/test_site_settings",
    "backoffice/test_tags",
    "backoffice/test_users",
    "backoffice/test_worklist",
    "core/test_timezones",
    "manuscripts/test_review",
    "manuscripts/test_review_decisions",
    "manuscripts/test_review_doubts",
    "manuscripts/test_review_pages",
    "manuscripts/test_upload_page",
    "pictures/test_picture_field",
    "products/test_batch_pages",
    "products/test_price_activity",
    "products/test_price_desk",
    "products/test_price_uploads",
    "products/test_releases_at_publish",
    "products/test_shop_links",
    # What readers see of a row
    "articles/test_block_types",
    "articles/test_formats",
    "articles/test_page_aids",
    "articles/test_views",
    "faq/test_views",
    "pages/test_pages",
    "people/test_views",
    "products/test_display",
    "products/test_price_chart",
    "products/test_reader_words",
    "products/test_retailer_page",
    "products/test_views",
    "reports/test_reporting",
    # How words, files and pictures are read and compared
    "articles/test_checks",
    "articles/test_compare",
    "articles/test_compare_walk",
    "articles/test_merge",
    "articles/test_sections",
    "core/test_log_lines",
    "manuscripts/test_import_command",
    "manuscripts/test_import_tables",
    "manuscripts/test_imported_shops",
    "bench/test_seed_bench",
    "pictures/test_media",
    "pictures/test_reading",
    "pictures/test_renditions",
    "products/test_looks",
    "products/test_outliers",
    "products/test_price_feeds",
    "products/test_price_file",
    "products/test_price_file_cases",
    "products/test_price_workbooks",
    "test_health",
}

DECIDED_BY_THE_DATABASE = {
    # Written in bulk and in SQL
    "test_prices_are_stored_as_the_price_door_stores_them",
    "test_prices_are_what_the_price_door_would_have_written",
    # Counted, or written at the same moment, or once and not twice
    "test_a_form_sent_twice_is_one_report",
    "test_a_network_sends_so_many_a_day_and_who_it_was_is_kept_nowhere",
    "test_all_or_nothing_applies_none",
    "test_applied_twice_is_applied_once",
    "test_autosaves_nobody_came_back_for_go_after_thirty_days",
    "test_a_longer_file_asks_the_same_questions",
    "test_bringing_twice_does_nothing_twice",
    "test_busy_database_is_told_with_a_status_of_its_own",
    "test_count_is_that_of_all_rows_that_point_to_it",
    "test_every_manuscript_of_a_folder_becomes_a_draft",
    "test_everything_made_knows_the_words_it_came_from",
    "test_fact_that_changes_while_a_page_asks_is_asked_about_again",
    "test_file_is_looked_at_and_then_applied_as_a_batch_of_its_uploader",
    "test_files_with_the_same_new_names_are_imported_at_the_same_moment",
    "test_folder_imported_again_makes_nothing_twice",
    "test_long_file_is_read_and_applied_by_the_worker",
    "test_no_autosave_is_dropped_for_a_newer_one",
    "test_of_two_editors_the_later_is_told_and_nobody_is_overwritten",
    "test_one_person_has_so_many_files_with_the_worker",
    "test_page_asks_no_more_queries_with_more_rows",
    "test_processes_that_save_at_the_same_moment_lose_nothing",
    "test_straggler_brings_nothing_back_that_is_saved_or_newer",
    "test_the_same_bytes_are_one_manuscript",
    "test_two_owners_who_change_different_settings_both_keep_theirs",
    "test_unchanged_export_changes_nothing_and_makes_no_batch",
    "test_worker_killed_after_the_batch_makes_no_second_one",
    # Found by words, or as they stood at a moment
    "test_an_edition_stands_where_readers_see_it_now",
    "test_a_closed_report_goes_after_half_a_year_and_an_open_one_stays",
    "test_canceled_plan_takes_its_end_along",
    "test_discarded_file_is_dropped_and_all_are_after_a_day",
    "test_each_filter_narrows_the_list",
    "test_filters_can_be_combined_and_keep_their_order",
    "test_first_price_far_from_what_the_product_costs_elsewhere_is_held",
    "test_go_to_finds_every_kind_by_its_words",
    "test_held_plan_goes_live_once_it_is_released",
    "test_held_plan_is_shown_by_the_moment_it_was_held_from",
    "test_license_ends_at_midnight_of_the_site",
    "test_offer_is_found_by_product_or_gtin_with_its_retailer",
    "test_offers_repeat_when_their_price_was_checked_through_every_move",
    "test_page_as_it_stood_is_the_page_that_was_rendered_then",
    "test_pages_that_differ_in_their_query_are_two_and_what_tracks_is_passed_over",
    "test_plan_held_past_its_time_goes_live_when_it_is_released",
    "test_planned_picture_is_there_at_the_moment_and_not_before",
    "test_planned_rows_are_editions_and_take_downs_that_have_not_begun",
    "test_price_is_usual_that_the_offer_had_before_unless_it_was_undone",
    "test_undo_brings_back_the_date_of_the_price_before",
    "test_what_was_taken_down_needs_no_worker_to_go",
    # Refused by a constraint or a trigger, or led past one
    "test_a_tag_earns_so_the_shop_pays",
    "test_changed_price_is_applied_as_a_batch_that_undo_takes_back",
    "test_database_lets_no_held_price_pass_without_evidence",
    "test_deleted_picture_takes_all_its_files_along",
    "test_manuscript_outlives_its_draft_and_the_page_says_so",
    "test_only_a_takedown_is_an_end",
    "test_parts_are_named_and_go_along",
    "test_plan_moves_and_only_so",
    "test_sign_off_is_never_changed",
    "test_tag_in_use_takes_nothing_with_it",
    "test_the_database_keeps_a_held_edition_from_beginning",
    "test_what_is_in_use_stays_even_when_a_request_is_forged",
    "test_what_was_reported_is_never_changed",
    "test_whoever_changes_a_fact_is_told_of_the_plan",
    # Sent what a database might not take, or asked of one that is away
    "test_a_database_that_is_away_is_said_and_not_made",
    "test_all_is_well",
    "test_file_name_of_another_encoding_is_no_hindrance",
    "test_forged_decisions_are_refused",
    "test_half_an_emoji_and_nul_are_left_out_of_what_is_kept",
    "test_moment_without_a_page_is_a_sentence",
    "test_odd_moment_on_file_ends_no_page_of_the_admin",
    "test_page_that_does_not_say_what_it_was_opened_on_saves_as_it_stands",
    "test_reason_too_long_to_keep_is_refused_and_not_cut",
    "test_what_can_not_be_read_is_answered_in_a_sentence",
}

# Single tests of modules that are repeated otherwise.
SETTLED_IN_PYTHON = {
    # Who may
    "test_article_saved_since_stays_and_says_by_whom",
    "test_key_of_anothers_row_is_refused_and_copies_nothing",
    "test_nobody_else_releases",
    "test_only_what_one_may_delete_goes",
    "test_onlookers_see_a_row_and_cannot_save_it",
    "test_who_may_not_decide_may_not_undo",
    "test_writer_takes_back_the_draft_they_began",
    # What a page has
    "test_add_page_opens_where_rows_are_made_by_hand",
    "test_a_failure_shows_a_page_that_needs_nothing",
    "test_a_year_of_pages_says_what_the_plain_model_says",
    "test_addresses_of_what_is_not_public_do_not_exist",
    "test_anonymous_readers_get_no_cookie",
    "test_every_answer_says_how_it_is_to_be_read",
    "test_every_page_asks_only_this_site_and_runs_what_proposes_alone",
    "test_every_page_carries_a_strict_policy",
    "test_every_page_says_what_and_where_it_is",
    "test_filtered_lists_are_kept_out_of_search_engines",
    "test_html_by_sql_runs_on_no_page",
    "test_links_that_filter_are_followed_by_no_robot",
    "test_lists_have_no_fields_that_could_say_something_else_than_the_list",
    "test_missing_slash_leads_to_no_other_site",
    "test_of_many_hosts_that_are_anothers_the_first_are_named",
    "test_relations_are_found_by_typing_not_in_a_list_that_grows",
    "test_the_navigation_says_where_one_is",
    "test_undo_is_in_the_log_and_leads_back_to_the_review",
    "test_untidy_addresses_lead_to_the_tidy_one",
    # How many queries it takes
    "test_changelist_asks_no_more_queries_with_more_rows",
    # How words, files and answers are read
    "test_a_plan_that_can_not_be_is_refused_in_a_sentence",
    "test_brand_is_found_by_any_of_its_names",
    "test_a_byline_ends_after_twenty_names",
    "test_brand_on_file_is_taken_off_a_name_and_no_other_word",
    "test_file_that_is_no_price_file_is_refused_in_one_line",
    "test_guard_against_formulas_is_stripped_exactly",
    "test_list_of_offers_calls_a_list_price_what_it_is",
    "test_price_in_words",
    "test_samples_stopped_half_way_are_finished_by_the_next_run",
    "test_the_reader_and_the_import_know_a_brand_by_any_of_its_spellings",
    "test_wrong_observation_is_refused_with_its_column_and_nothing_is_written",
    "test_wrong_line_is_refused_with_line_and_column_and_the_others_are_applied",
}


def is_settled(path, name):
    """Whether the test `name` of the module at `path` says the same on any database."""
    module = path.relative_to(TESTS).with_suffix("").as_posix()
    if module in PAGES:
        return name not in DECIDED_BY_THE_DATABASE
    return name in SETTLED_IN_PYTHON
