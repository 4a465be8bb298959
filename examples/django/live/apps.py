from django.apps import AppConfig
from django.conf import settings


class LiveConfig(AppConfig):
    name = "live"

    def ready(self) -> None:
        if settings.LOCAL_GATEWAY_URL:
            send_through_local_gateway(settings.LOCAL_GATEWAY_URL)


def send_through_local_gateway(url: str) -> None:
    """
    Lets `send_message` reach a gateway on this machine.

    The package builds the address of AWS in its code and passes it to boto3, where it wins over the environment
    (AWS_ENDPOINT_URL…), and there is no setting for it: so the function that makes the client is replaced. Both senders,
    of one session and of a queryset, look it up in the module at each call.
    """
    from django_aws_api_gateway_websockets import models

    get_client = models.get_boto3_client

    def get_local_client(service: str = "apigatewayv2", **options):
        if service == "apigatewaymanagementapi":
            options["endpoint_url"] = url
        return get_client(service, **options)

    models.get_boto3_client = get_local_client
