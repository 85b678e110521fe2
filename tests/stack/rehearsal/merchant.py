"""Makes a merchant on a stack, as its operator does, and prints its keys of test mode for a shell.

    merchant.py <stack>
"""

import json
import sys

import boto3


def main(stack: str) -> None:
    cloud = boto3.client("cloudformation")
    found = cloud.describe_stack_resource(StackName=stack, LogicalResourceId="MerchantsCreateFunction")
    wanted = {"reference": "rehearsal", "name": "Rehearsal Tea House"}
    answer = boto3.client("lambda").invoke(
        FunctionName=found["StackResourceDetail"]["PhysicalResourceId"], Payload=json.dumps(wanted)
    )
    made = json.load(answer["Payload"])
    if "FunctionError" in answer or not made.get("keys"):
        # What is refused is said in words, and holds no key.
        sys.exit(f"no merchant was made: {made.get('detail', made.get('errorType', 'no keys came back'))}")
    for name, key in keys(made["keys"]).items():
        print(f"{name}={key}")


def keys(made: list) -> dict:
    kinds = {"secret": "STACK_SECRET_KEY", "publishable": "STACK_PUBLISHABLE_KEY"}
    return {kinds[one["kind"]]: one["key"] for one in made if not one["livemode"]}


if __name__ == "__main__":
    main(*sys.argv[1:])
