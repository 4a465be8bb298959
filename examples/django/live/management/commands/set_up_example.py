from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django_aws_api_gateway_websockets.models import ApiGateway

USERS = ("ada", "bob")


class Command(BaseCommand):
    help = "Makes the users of this example, and the row that says which gateway may call."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--password", default="lovelace")

    def handle(self, *args, password: str, **options) -> None:
        for username in USERS:
            user, _ = get_user_model().objects.get_or_create(username=username)
            # A new password ends every login, so only where it is another one.
            if not user.check_password(password):
                user.set_password(password)
                user.save()
        # The package answers calls of registered gateways only; the local one says that it is "local". In AWS this row
        # is made by `manage.py createApiGateway`.
        ApiGateway.objects.get_or_create(
            api_id="local",
            defaults={"api_name": "local", "default_channel_name": "general"},
        )
        self.stdout.write(f"users {', '.join(USERS)}; password {password}")
