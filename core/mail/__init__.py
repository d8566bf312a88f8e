"""
Letters leave by the worker, never by a request.

`backend.py` is what `send_mail` and everybody else finds as EMAIL_BACKEND: it puts a letter into
the queue. `core/tasks.py` is what the worker does with it, `delivery.py` how, and when it gives up.
"""
