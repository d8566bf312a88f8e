"""People, as readers can report what is said about them."""

from people.models import Person
from reports.kinds import Thing, reportable


@reportable("person", noun="person", model=Person, mended_by="people.change_person")
def person_as_seen(pk: int) -> Thing | None:
    person = Person.objects.public().filter(pk=pk).first()
    if person is None:
        return None
    return Thing(person.full_name, person.get_absolute_url())
