//! What each function may do.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::functions::{Function, Source, all};
use super::read::{Template, at, text, texts};

/// An action on a resource.
type Permission = (String, String);

#[test]
fn each_function_may_do_what_it_says_and_nothing_else() {
    let template = Template::read();
    for function in all() {
        let role = template.properties("AWS::IAM::Role", &function.id("Role"));
        let policies = at(role, "/Policies").as_array().expect("policies");
        let statements = policies.iter().flat_map(statements);
        let granted: Vec<_> = statements.flat_map(permissions).collect();
        let once: BTreeSet<_> = granted.iter().cloned().collect();
        assert_eq!(once.len(), granted.len(), "{}: something is granted twice", function.name);
        assert_eq!(once, needed(&function), "{}", function.name);
    }
}

#[test]
fn each_function_has_a_role_of_its_own_that_only_lambda_takes_on() {
    let template = Template::read();
    let roles = template.all("AWS::IAM::Role").into_iter().map(|(id, _)| id.to_owned());
    assert_eq!(roles.collect::<BTreeSet<_>>(), all().iter().map(|one| one.id("Role")).collect());
    let lambda = json!({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    });
    for function in all() {
        assert_eq!(function.property(&template, "Role"), format!("${{{}.Arn}}", function.id("Role")));
        assert_eq!(function.property(&template, "Policies"), Value::Null, "{}: its role has them", function.name);
        let role = template.properties("AWS::IAM::Role", &function.id("Role"));
        assert_eq!(at(role, "/AssumeRolePolicyDocument"), &lambda, "{}", function.name);
        assert_eq!(texts(role, "/ManagedPolicyArns"), ["${TracePolicy}"], "{}", function.name);
    }
}

#[test]
fn only_traces_are_granted_on_everything() {
    let template = Template::read();
    let policies = template.all("AWS::IAM::ManagedPolicy");
    let [(id, policy)] = policies.as_slice() else { panic!("one managed policy, not {}", policies.len()) };
    assert_eq!(*id, "TracePolicy");
    let granted: Vec<_> = statements(at(policy, "/Properties")).iter().flat_map(permissions).collect();
    let traces = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];
    assert_eq!(granted, traces.map(|action| (action.to_owned(), "*".to_owned())));
    for function in all() {
        assert!(needed(&function).iter().all(|(action, resource)| !action.contains('*') && resource != "*"));
        assert_eq!(function.property(&template, "Tracing"), "Active", "{}", function.name);
    }
}

#[test]
fn each_function_has_a_log_of_its_own_that_ends() {
    let template = Template::read();
    for function in all() {
        let id = function.id("Logs");
        let logs = template.properties("AWS::Logs::LogGroup", &id);
        assert_eq!(text(logs, "/LogGroupName"), format!("/aws/lambda/${{AWS::StackName}}/{}", function.name));
        let logging = json!({"LogFormat": "JSON", "LogGroup": format!("${{{id}}}")});
        assert_eq!(function.property(&template, "LoggingConfig"), logging);
    }
    for (id, logs) in template.all("AWS::Logs::LogGroup") {
        assert_eq!(text(logs, "/Properties/RetentionInDays"), "${LogRetentionDays}", "{id}");
    }
}

/// What a function needs: its own grants, and what its log and its source ask for.
fn needed(function: &Function) -> BTreeSet<Permission> {
    let grants = function.grants.iter().map(|grant| (grant.action(), arn(grant.resource())));
    let log = format!("${{{}.Arn}}", function.id("Logs"));
    let logs = ["logs:CreateLogStream", "logs:PutLogEvents"].map(|action| (action, log.clone()));
    let all = grants.chain(logs).chain(source(&function.source));
    all.map(|(action, resource)| (action.to_owned(), resource)).collect()
}

/// What Lambda needs in the function's name, to read its source.
fn source(source: &Source) -> Vec<(&'static str, String)> {
    let on = |actions: &[&'static str], resource: &str| -> Vec<(&'static str, String)> {
        actions.iter().map(|action| (*action, resource.to_owned())).collect()
    };
    match source {
        Source::Routes(_) | Source::Minute | Source::Operator => Vec::new(),
        Source::Queue(queue) => {
            on(&["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], &format!("${{{queue}.Arn}}"))
        }
        Source::Stream => {
            let stream = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"];
            let mut all = on(&stream, "${Table.StreamArn}");
            all.extend(on(&["dynamodb:ListStreams"], "${Table.Arn}/stream/*"));
            all.extend(on(&["sqs:SendMessage"], "${PublishDeadLetterQueue.Arn}"));
            all
        }
    }
}

/// `Table/index/due` is `${Table.Arn}/index/due`.
fn arn(resource: &str) -> String {
    match resource.split_once('/') {
        Some((id, part)) => format!("${{{id}.Arn}}/{part}"),
        None => format!("${{{resource}.Arn}}"),
    }
}

fn statements(policy: &Value) -> &Vec<Value> {
    at(policy, "/PolicyDocument/Statement").as_array().expect("statements")
}

fn permissions(statement: &Value) -> Vec<Permission> {
    assert_eq!(text(statement, "/Effect"), "Allow");
    let resources = texts(statement, "/Resource");
    let pairs = texts(statement, "/Action").into_iter().flat_map(|action| {
        let on = |resource: &String| (action.clone(), resource.clone());
        resources.iter().map(on).collect::<Vec<_>>()
    });
    pairs.collect()
}
