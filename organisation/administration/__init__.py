"""Administration of people, roles, directorates, teams and the other lists, in the portal's own pages."""
