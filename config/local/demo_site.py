"""The demo's door for the web server: each of its workers ends with the server, however that ends."""

from config.local.processes import die_with_parent
from config.wsgi import application

__all__ = ["application"]

die_with_parent()
