"""Commands of `manage.py` and `call_command`."""
