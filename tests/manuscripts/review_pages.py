"""What tests of the review's pages share: addresses, and forms as a browser sends them."""

from django.urls import reverse

from manuscripts.proposals import proposals_of

ADD = "/admin/manuscripts/manuscript/add/"


def proposal(manuscript, kind, position=0):
    return proposals_of(manuscript).get(kind=kind, position=position)


def address(name, manuscript, *more):
    return reverse(f"admin:manuscripts_manuscript_{name}", args=[manuscript.pk, *more])


def fields_of(client, manuscript, one):
    """What a browser would send of this card if nothing was typed."""
    page = client.get(address("review", manuscript))
    item = next(
        item
        for group in page.context["groups"]
        for item in group.items
        if item.proposal.pk == one.pk
    )
    forms = [item.form, *(row.form for row in getattr(item.form, "rows", []))]
    sent = {"version": one.version}
    if rows := getattr(item.form, "rows", []):
        sent[f"p{one.pk}-offers"] = len(rows)
    for form in forms:
        sent |= {
            form[name].html_name: form[name].value() if form[name].value() is not None else ""
            for name in form.fields
            if name != "remove"
        }
    return sent


def press(client, manuscript, one, decision="accepted", *, by_script=False, **changes):
    sent = fields_of(client, manuscript, one) | {"decision": decision}
    sent |= {f"p{one.pk}-{name.replace('__', '-')}": value for name, value in changes.items()}
    headers = {"X-Requested-With": "fetch"} if by_script else {}
    return client.post(address("decide", manuscript, one.pk), sent, headers=headers)
