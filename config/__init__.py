"""What ties the apps together. The task queue is loaded with Django, so that every task finds it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
