"""
Tests that open pages and are yet settled in Python: the other database can't make them fail.

Who may do what, which fields and buttons a page has, how a text is read, how many queries it takes.
What compares, sorts, searches, refuses or locks in the database is none of them, nor what is sent
a value that one of the two might not take (a zero byte, a number or a moment out of range).
"""

SETTLED_IN_PYTHON = {
    # Who may
    "test_account_pages_are_open_or_ask_to_sign_in",
    "test_bulk_actions_delete_nothing_for_those_who_may_not",
    "test_history_is_for_those_who_may_see_the_article",
    "test_onlookers_see_a_row_and_cannot_save_it",
    "test_pages_of_an_account_are_for_its_owner",
    "test_pages_of_an_account_are_kept_from_caches_and_search_engines",
    "test_pop_up_asks_for_the_same_right",
    "test_rights_ask_for_a_second_factor_whoever_gives_them",
    "test_steps_are_for_those_who_may_write",
    "test_steps_of_an_article_are_for_those_who_may",
    "test_who_may_not_see_articles_learns_nothing_of_which_there_are",
    "test_whoever_reads_a_product_reads_what_it_costs",
    "test_writers_may_write_every_kind_and_reviewers_read_it",
    # What a page has
    "test_add_page_opens_where_rows_are_made_by_hand",
    "test_every_kind_has_a_template_an_icon_and_is_found_by_its_model",
    "test_relations_are_found_by_typing_not_in_a_list_that_grows",
    "test_the_editor_offers_every_kind",
    # How many queries it takes
    "test_changelist_asks_no_more_queries_with_more_rows",
    "test_panel_and_page_ask_twelve_queries_at_most_whatever_the_numbers",
    # How words, files and answers are read
    "test_a_plan_that_can_not_be_is_refused_in_a_sentence",
    "test_file_that_is_no_price_file_is_refused_in_one_line",
    "test_forged_passkeys_are_refused_without_a_fault",
    "test_guard_against_formulas_is_stripped_exactly",
    "test_words_that_say_nothing_are_doubted",
    "test_wrong_line_is_refused_with_line_and_column_and_the_others_are_applied",
}
