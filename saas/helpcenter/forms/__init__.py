"""One folder per form. To add a form, copy a folder.

A form writes a request (`helpcenter.inbox`) under its folder's name. Its `answers.html` shows
what was filled in; where colleagues decide, its `approval.html` says what approving does and its
endpoint `approve` does it.
"""
