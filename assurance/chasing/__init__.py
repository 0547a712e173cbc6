"""Who is to return what by when, who has not, who was reminded, and how it went over time."""
