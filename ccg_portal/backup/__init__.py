"""The portal in a folder, and back: the database and the files together (docs/decisions/backup.md).

`python manage.py backup` and `python manage.py restore`. A backup is one folder:

    portal-20140708T021500Z/
        manifest.json       what there must be: rows of each table, size and SHA-256 of each file
        database.dump       PostgreSQL, custom format (or database.sqlite3)
        files/              reports and what is published, under their names in the store
"""
