"""The address at which a block is pasted into a return."""

from django.urls import path

from performance.paste import views

urlpatterns = [path("<slug:quarter>/<slug:directorate>/paste/", views.return_paste, name="return_paste")]
