"""The Dorset data set: what NHS Dorset CCG published, and what the demonstration invents beside it.

The figures stand in `data/`, in three folders that say where they are from: `published`, `imported`, `illustrative`.
Each module here loads one room of the portal, and creates what is missing; a row that is there is never touched, so
that what people entered since the first load stays (docs/data.md).
"""
