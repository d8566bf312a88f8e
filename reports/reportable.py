"""The pages of the site's own, as readers can report them."""

from pages.models import Page
from reports.kinds import Thing, reportable


@reportable("page", noun="page", model=Page, mended_by="pages.change_page")
def page_as_seen(pk: int) -> Thing | None:
    page = Page.objects.public().filter(pk=pk).first()
    if page is None:
        return None
    return Thing(f"The page “{page.title}”", page.get_absolute_url())
