//! What each function may do.

use std::collections::BTreeSet;

use app::Grant;
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
        let own = at(role, "/Policies").as_array().expect("policies").iter().flat_map(statements);
        let shared = texts(role, "/ManagedPolicyArns");
        let shared = shared.iter().filter(|policy| *policy == ROOT_SECRET).flat_map(|_| root_secret(&template));
        let granted: Vec<_> = own.chain(shared).flat_map(permissions).collect();
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
        let shared: &[&str] =
            if function.may(Grant::RootSecret) { &["${TracePolicy}", ROOT_SECRET] } else { &["${TracePolicy}"] };
        assert_eq!(texts(role, "/ManagedPolicyArns"), shared, "{}", function.name);
    }
}

#[test]
fn only_traces_are_granted_on_everything() {
    let template = Template::read();
    let policies: BTreeSet<_> = template.all("AWS::IAM::ManagedPolicy").into_iter().map(|(id, _)| id).collect();
    assert_eq!(policies, BTreeSet::from(["RootSecretPolicy", "TracePolicy"]));
    let policy = template.properties("AWS::IAM::ManagedPolicy", "TracePolicy");
    let granted: Vec<_> = statements(policy).iter().flat_map(permissions).collect();
    let traces = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];
    assert_eq!(granted, traces.map(|action| (action.to_owned(), "*".to_owned())));
    for function in all() {
        assert!(needed(&function).iter().all(|(action, resource)| !action.contains('*') && resource != "*"));
        assert_eq!(function.property(&template, "Tracing"), "Active", "{}", function.name);
    }
}

/// The shared policy of those who may read the root secret.
const ROOT_SECRET: &str = "${RootSecretPolicy}";

fn root_secret(template: &Template) -> &Vec<Value> {
    statements(template.properties("AWS::IAM::ManagedPolicy", "RootSecretPolicy"))
}

#[test]
fn the_key_opens_the_root_secret_and_only_through_its_store() {
    let template = Template::read();
    for statement in root_secret(&template) {
        let through_its_store = json!({"StringEquals": {
            "kms:ViaService": "secretsmanager.${AWS::Region}.${AWS::URLSuffix}",
            "kms:EncryptionContext:SecretARN": "${RootSecret}",
        }});
        let wanted = match texts(statement, "/Action").as_slice() {
            [action] if action == "kms:Decrypt" => &through_its_store,
            _ => &Value::Null,
        };
        assert_eq!(at(statement, "/Condition"), wanted, "{statement}");
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
        assert_eq!(text(logs, "/Properties/KmsKeyId"), "${Key.Arn}", "{id}");
    }
}

/// What a function needs: its own grants, and what its log and its source ask for.
fn needed(function: &Function) -> BTreeSet<Permission> {
    let grants = function.grants.iter().map(|grant| (grant.action(), arn(grant.resource())));
    let log = format!("${{{}.Arn}}", function.id("Logs"));
    let logs = ["logs:CreateLogStream", "logs:PutLogEvents"].map(|action| (action, log.clone()));
    // The secret is encrypted under the stack's key.
    let key = function.may(Grant::RootSecret).then(|| ("kms:Decrypt", "${Key.Arn}".to_owned()));
    let all = grants.chain(logs).chain(key).chain(source(&function.source));
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

/// `Table/index/due` is `${Table.Arn}/index/due`; a secret's ARN is what a reference to it says.
fn arn(resource: &str) -> String {
    if resource == Grant::RootSecret.resource() {
        return format!("${{{resource}}}");
    }
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
