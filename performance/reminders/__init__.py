"""Nobody forgets: who is reminded of a return and when, the e-mails, and how they are stopped."""
