"""What was restated: the figures of a quarter that was reported, reopened and locked again, each from what to what.

`lines` are the plain values that a snapshot keeps, `facts` flattens a pack to its figures, `comparison` sets two packs
side by side, `reasons` asks the history who changed what and why, and `since` puts it all together.
"""
