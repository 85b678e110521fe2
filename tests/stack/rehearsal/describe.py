"""Prints, for a shell, where a stack on the emulator is reached.

    describe.py <stack>
"""

import os
import sys
import urllib.parse

import boto3


def main(stack: str) -> None:
    found = boto3.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
    physical = {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in found}
    port = urllib.parse.urlsplit(os.environ["AWS_ENDPOINT_URL"]).port
    print(f"STACK_URL=http://{physical['Api']}.execute-api.localhost:{port}")
    # The emulator takes this path for itself, whatever the host.
    print("STACK_HIDES_HEALTH=yes")
    print(f"STACK_WEBHOOK_QUEUE_URL={physical['WebhookQueue']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
