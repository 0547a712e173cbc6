"""What people write for a quarter's reports, and whom the reports are for: texts, the cover sheet, audiences.

`slots` says which texts a quarter can have, `suggested` what a cover sheet says before anybody has touched it; the
`…_actions` change, the `…_views` show; `beside` gives all of it to the snapshot.
"""
