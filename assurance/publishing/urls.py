"""Addresses of what is published, open to everybody, and of the pages on which it is decided."""

from django.urls import path, re_path

from assurance.publishing import feeds, public_views, views

YEAR = r"(?P<year>[0-9]{4}-[0-9]{2})"
QUARTER = r"(?P<quarter>[0-9]{4}-[0-9]{2}-Q[1-4])"
REPORT = rf"^published/{QUARTER}/(?P<slug>[a-z0-9-]+)/v(?P<version>[0-9]{{1,4}})"

urlpatterns = [
    path("published/", public_views.published, name="published"),
    path("published/feed.atom", feeds.published_feed, name="published_feed"),
    path("published/sitemap.xml", feeds.published_sitemap, name="published_sitemap"),
    path("published/schema.json", public_views.published_schema, name="published_schema"),
    path("robots.txt", feeds.robots, name="robots"),
    re_path(rf"^published/{YEAR}/$", public_views.published_year, name="published_year"),
    re_path(rf"^published/{QUARTER}/$", public_views.published_quarter, name="published_quarter"),
    re_path(
        rf"^published/{QUARTER}/then-and-now/$",
        public_views.published_then_and_now,
        name="published_then_and_now",
    ),
    re_path(
        rf"^published/{QUARTER}/(?P<slug>[a-z0-9-]+)/$",
        public_views.published_latest,
        name="published_latest",
    ),
    re_path(rf"{REPORT}/$", public_views.published_report, name="published_report"),
    re_path(rf"{REPORT}/read/$", public_views.published_read, name="published_read"),
    re_path(rf"{REPORT}/report\.pdf$", public_views.published_pdf, name="published_pdf"),
    re_path(
        rf"{REPORT}/data\.(?P<format>xlsx|json|zip)$", public_views.published_data, name="published_data"
    ),
    re_path(
        rf"{REPORT}/data/(?P<table>[a-z0-9-]+)\.csv$", public_views.published_table, name="published_table"
    ),
    path("reports/publications/", views.publication_list, name="publication_list"),
    path("reports/publications/<int:pk>/", views.publication_detail, name="publication_detail"),
    path("reports/publications/<int:pk>/publish/", views.publication_publish, name="publication_publish"),
    path("reports/publications/<int:pk>/decline/", views.publication_decline, name="publication_decline"),
    path("reports/publications/<int:pk>/withdraw/", views.publication_withdraw, name="publication_withdraw"),
    path("reports/publications/<int:pk>/confirm/", views.publication_confirm, name="publication_confirm"),
    path("reports/publications/<int:pk>/put-back/", views.publication_put_back, name="publication_put_back"),
    path("reports/<uuid:pk>/propose/", views.publication_propose, name="publication_propose"),
    path("reports/then-and-now/", views.then_and_now, name="then_and_now"),
    path("reports/committees/", views.committee_list, name="committee_list"),
    path("reports/committees/add/", views.committee_add, name="committee_add"),
    path("reports/committees/<slug:slug>/", views.committee_edit, name="committee_edit"),
]
