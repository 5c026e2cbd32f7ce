"""Services rendered now and then, beside the plan: an hour of help, a course, a set-up."""
