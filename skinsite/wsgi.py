import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skinsite.settings")

application = get_wsgi_application()

# What is loaded by now stays for good. Looking through it for garbage again and again, as a page's
# thousands of short-lived objects make Python do by default, costs a fifth of the page.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
