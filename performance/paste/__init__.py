"""A block copied from a spreadsheet, placed into a return and checked before anything is stored."""
