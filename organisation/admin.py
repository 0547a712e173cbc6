"""Administration of people, roles, directorates and teams: open to those who hold the administrator's role."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model
from django.http import HttpRequest

from organisation.models import (
    AssuranceFramework,
    Cluster,
    Directorate,
    FrameworkComponent,
    Locality,
    Organisation,
    PartnerOrganisation,
    RoleAssignment,
    StrategicAim,
    Team,
    User,
)
from organisation.rights import Permission


class ForAdministrators:
    """The rights table decides, not Django's own permissions. Nothing is deleted here: history hangs on it."""

    def _may(self, request: HttpRequest) -> bool:
        user = request.user
        return isinstance(user, User) and user.is_active and user.may(Permission.ADMINISTER)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class RoleAssignmentInline(ForAdministrators, admin.TabularInline):
    model = RoleAssignment
    extra = 1

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A role can be taken away; that it was held stays in the history."""
        return self._may(request)


@admin.register(User)
class PersonAdmin(ForAdministrators, UserAdmin):
    ordering = ("title", "email")
    list_display = ("title", "email", "is_active", "is_demonstration")
    list_filter = ("is_active", "role_assignments__role", "role_assignments__directorate")
    search_fields = ("title", "email")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "title", "password")}),
        ("Sign-in", {"fields": ("is_active", "is_demonstration", "last_login")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "title", "password1", "password2")}),)
    readonly_fields = ("last_login",)
    inlines: ClassVar[list[Any]] = [RoleAssignmentInline]


@admin.register(Directorate)
class DirectorateAdmin(ForAdministrators, admin.ModelAdmin):
    list_display = ("name", "order")
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("name",)}


@admin.register(Team)
class TeamAdmin(ForAdministrators, admin.ModelAdmin):
    list_display = ("name", "directorate", "order")
    list_filter = ("directorate",)
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("name",)}


@admin.register(PartnerOrganisation)
class PartnerOrganisationAdmin(ForAdministrators, admin.ModelAdmin):
    list_display = ("name", "kind", "code")
    list_filter = ("kind",)
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("name",)}


@admin.register(Locality)
class LocalityAdmin(ForAdministrators, admin.ModelAdmin):
    list_display = ("name", "cluster")
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("name",)}


@admin.register(Cluster)
class ClusterAdmin(ForAdministrators, admin.ModelAdmin):
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("name",)}


@admin.register(Organisation)
class OrganisationAdmin(ForAdministrators, admin.ModelAdmin):
    list_display = ("name", "registered_population")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """There is one organisation; it is changed, not added."""
        return self._may(request) and not Organisation.objects.exists()


@admin.register(StrategicAim)
class StrategicAimAdmin(ForAdministrators, admin.ModelAdmin):
    list_display = ("order", "text")


class ComponentInline(ForAdministrators, admin.TabularInline):
    model = FrameworkComponent
    extra = 1
    fields = ("number", "name", "note", "provenance", "source")


@admin.register(AssuranceFramework)
class AssuranceFrameworkAdmin(ForAdministrators, admin.ModelAdmin):
    """NHS England replaces its framework every few years: the next one is entered here, with its components."""

    list_display = ("name", "years_text")
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("name",)}
    inlines: ClassVar[list[Any]] = [ComponentInline]
