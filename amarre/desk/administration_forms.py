"""What Administration types."""

from django import forms

from amarre.accounts.enums import Role


class SecondFactorForm(forms.Form):
    """The roles that need a second factor."""

    roles = forms.MultipleChoiceField(
        label="Rôles qui se connectent avec un second facteur",
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choisissez des rôles de la liste."},
    )
