"""Makes a merchant on a stack of the emulator, and prints its keys for a shell.

    merchant.py <stack>
"""

import hashlib
import hmac
import secrets
import string
import sys

import boto3

DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase


def main(stack: str) -> None:
    found = boto3.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
    physical = {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in found}
    secret = boto3.client("secretsmanager").get_secret_value(SecretId=physical["RootSecret"])["SecretString"]
    root = hashlib.sha256(secret.encode()).digest()
    table = boto3.resource("dynamodb").Table(physical["Table"])
    merchant = base62(secrets.randbits(128), 22)
    table.put_item(Item={"pk": f"M#{merchant}", "sk": "M", "z": 1, "n": "Rehearsal Tea House"})
    for name, kind in (("STACK_SECRET_KEY", "s"), ("STACK_PUBLISHABLE_KEY", "p")):
        key = f"{kind}k_test_" + "".join(secrets.choice(DIGITS) for _ in range(30))
        key += base62(int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) % 62**6, 6)
        digest = base62(int.from_bytes(derive(root, b"api-key", key.encode())[:16]), 22)
        table.put_item(Item={"pk": f"K#{digest}", "sk": "K", "z": 1, "m": f"{merchant}#t", "k": kind})
        print(f"{name}={key}")


def derive(root: bytes, *parts: bytes) -> bytes:
    text = b"".join(len(part).to_bytes(8) + part for part in parts)
    return hmac.new(root, text, hashlib.sha256).digest()


def base62(number: int, width: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, 62)
        text = DIGITS[digit] + text
    return text.rjust(width, "0")


if __name__ == "__main__":
    main(*sys.argv[1:])
