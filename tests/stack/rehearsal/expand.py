"""Writes the built template anew, as the emulator understands it.

The template itself stays as AWS wants it. What is changed here, and why, is listed in docs/rehearsal.md.

    expand.py <built template> <template to write>
"""

import json
import pathlib
import sys

from samcli.yamlhelper import yaml_parse

# A message that fails comes back after this many seconds, not after six times its function's timeout: it dies in
# seconds then, and not in half an hour. It is longer than any function of the rehearsal takes.
VISIBILITY_SECONDS = 5


def main(built: str, rehearsal: str) -> None:
    source = pathlib.Path(built)
    template = yaml_parse(source.read_text())
    resources = template["Resources"]
    spell_out_routes(resources)
    release_at_once(template["Globals"]["Function"])
    leave_out_sums(resources)
    hasten_queues(resources)
    write_out_numbers(resources, template["Parameters"])
    anchor_code(resources, source.parent)
    name_secrets_in_full(template)
    pathlib.Path(rehearsal).write_text(json.dumps(template, indent=1))


def spell_out_routes(resources: dict) -> None:
    """The emulator ignores the OpenAPI body that `HttpApi` becomes: each route is a resource instead."""
    apis = [name for name, one in resources.items() if one["Type"] == "AWS::Serverless::HttpApi"]
    for name in apis:
        resources[name] = {
            "Type": "AWS::ApiGatewayV2::Api",
            "Properties": {"Name": resources[name]["Properties"]["Name"], "ProtocolType": "HTTP"},
        }
        resources[f"{name}Stage"] = {
            "Type": "AWS::ApiGatewayV2::Stage",
            "Properties": {"ApiId": {"Ref": name}, "StageName": "$default", "AutoDeploy": True},
        }
    for name, function in functions(resources):
        events = function["Properties"].get("Events", {})
        for event in [event for event, one in events.items() if one["Type"] == "HttpApi"]:
            resources |= route(name, event, events.pop(event)["Properties"])
            resources[f"{name}Integration"] = integration(name)


def route(function: str, event: str, properties: dict) -> dict:
    path = properties.get("Path")
    key = f"{properties['Method']} {path}" if path else "$default"
    target = {"Fn::Sub": f"integrations/${{{function}Integration}}"}
    return {
        f"{function}{event}Route": {
            "Type": "AWS::ApiGatewayV2::Route",
            "Properties": {"ApiId": properties["ApiId"], "RouteKey": key, "Target": target},
        },
        f"{function}{event}Permission": {
            "Type": "AWS::Lambda::Permission",
            "Properties": {
                "Action": "lambda:InvokeFunction",
                "FunctionName": {"Ref": function},
                "Principal": "apigateway.amazonaws.com",
            },
        },
    }


def integration(function: str) -> dict:
    return {
        "Type": "AWS::ApiGatewayV2::Integration",
        "Properties": {
            "ApiId": {"Ref": "Api"},
            "IntegrationType": "AWS_PROXY",
            "IntegrationUri": {"Fn::GetAtt": [function, "Arn"]},
            "PayloadFormatVersion": "2.0",
        },
    }


def release_at_once(shared: dict) -> None:
    """Releasing little by little is CodeDeploy's work, which the emulator does not do, watched by an alarm of many sums."""
    del shared["AutoPublishAlias"], shared["DeploymentPreference"]


def leave_out_sums(resources: dict) -> None:
    """The emulator refuses alarms that calculate with several metrics."""
    for name in [name for name, one in resources.items() if one["Type"] == "AWS::CloudWatch::Alarm"]:
        if "Metrics" in resources[name]["Properties"]:
            del resources[name]


def hasten_queues(resources: dict) -> None:
    for one in resources.values():
        if one["Type"] == "AWS::SQS::Queue" and "RedrivePolicy" in one["Properties"]:
            one["Properties"]["VisibilityTimeout"] = VISIBILITY_SECONDS


def write_out_numbers(resources: dict, parameters: dict) -> None:
    """A number that comes from a parameter stays a text in the emulator, whose queues then stand still."""
    for _, function in functions(resources):
        for event in function["Properties"].get("Events", {}).values():
            scaling = event["Properties"].get("ScalingConfig", {})
            for name, value in scaling.items():
                scaling[name] = int(parameters[value["Ref"]]["Default"])


def name_secrets_in_full(template: dict) -> None:
    """A reference to a secret is its ARN; the emulator takes its name, which no role grants anything on."""
    resources = template["Resources"]
    secrets = {name for name, one in resources.items() if one["Type"] == "AWS::SecretsManager::Secret"}

    def in_full(value):
        if isinstance(value, dict):
            if value.get("Ref") in secrets:
                return {"Fn::GetAtt": [value["Ref"], "Arn"]}
            return {name: in_full(inner) for name, inner in value.items()}
        return [in_full(inner) for inner in value] if isinstance(value, list) else value

    for section in ("Globals", "Resources", "Outputs"):
        template[section] = in_full(template[section])


def anchor_code(resources: dict, folder: pathlib.Path) -> None:
    """What was built stays where it is, while the template moves."""
    for _, function in functions(resources):
        function["Properties"]["CodeUri"] = str((folder / function["Properties"]["CodeUri"]).resolve())


def functions(resources: dict) -> list:
    return [(name, one) for name, one in resources.items() if one["Type"] == "AWS::Serverless::Function"]


if __name__ == "__main__":
    main(*sys.argv[1:])
