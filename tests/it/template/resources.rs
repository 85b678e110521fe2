//! What the functions stand on: tables, queues, the stream's reader, the API, the secret, alarms.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use store::table::{Attribute, Description, MAIN, SANDBOX};

use super::functions::{Function, Source, all};
use super::read::{Template, at, file, number, text, texts};

const KEY: &str = "AWS::KMS::Key";
const QUEUE: &str = "AWS::SQS::Queue";
const SECRET: &str = "AWS::SecretsManager::Secret";
const TABLE: &str = "AWS::DynamoDB::Table";

#[test]
fn the_tables_are_those_that_the_store_describes() {
    let template = Template::read();
    for (id, description) in [("Table", MAIN), ("SandboxTable", SANDBOX)] {
        let table = template.properties("AWS::DynamoDB::Table", id);
        let attributes = description.attributes();
        let attributes: Vec<_> =
            attributes.iter().map(|a| json!({"AttributeName": a.name, "AttributeType": a.kind})).collect();
        assert_eq!(at(table, "/AttributeDefinitions"), &json!(attributes), "{id}");
        assert_eq!(at(table, "/KeySchema"), &schema(description.hash, description.range), "{id}");
        assert_eq!(at(table, "/GlobalSecondaryIndexes"), &indexes(&description), "{id}");
        let stream = description.stream.map(|view| json!({"StreamViewType": view}));
        assert_eq!(at(table, "/StreamSpecification"), &json!(stream), "{id}");
        let ttl = description.ttl.map(|name| json!({"AttributeName": name, "Enabled": true}));
        assert_eq!(at(table, "/TimeToLiveSpecification"), &json!(ttl), "{id}");
        assert_eq!(text(table, "/BillingMode"), "PAY_PER_REQUEST", "{id}");
        assert_eq!(at(table, "/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled"), true, "{id}");
        assert_eq!(at(table, "/SSESpecification/SSEEnabled"), true, "{id}");
    }
    assert_eq!(template.all("AWS::DynamoDB::Table").len(), 2);
}

fn schema(hash: Attribute, range: Option<Attribute>) -> Value {
    let element = |attribute: Attribute, kind: &str| json!({"AttributeName": attribute.name, "KeyType": kind});
    std::iter::once(element(hash, "HASH")).chain(range.map(|range| element(range, "RANGE"))).collect()
}

fn indexes(description: &Description) -> Value {
    if description.indexes.is_empty() {
        return Value::Null;
    }
    let index = |index: &store::table::Index| {
        let schema = schema(index.hash, Some(index.range));
        json!({"IndexName": index.name, "KeySchema": schema, "Projection": {"ProjectionType": "KEYS_ONLY"}})
    };
    description.indexes.iter().map(index).collect()
}

#[test]
fn what_cannot_be_made_again_outlives_the_stack() {
    let template = Template::read();
    let kept = [(TABLE, "Table"), (SECRET, "RootSecret"), (KEY, "Key")];
    for (kind, id) in kept {
        let resource = template.resource(kind, id);
        assert_eq!((text(resource, "/DeletionPolicy"), text(resource, "/UpdateReplacePolicy")), ("Retain", "Retain"));
    }
    let table = template.properties("AWS::DynamoDB::Table", "Table");
    assert_eq!(at(table, "/DeletionProtectionEnabled"), &json!({"If": ["IsProd", true, false]}));
    // The configuration asks for 32 characters at least, and a change here would draw a new secret.
    let secret = template.properties(SECRET, "RootSecret");
    let drawn = json!({"PasswordLength": 64, "ExcludePunctuation": true});
    assert_eq!(at(secret, "/GenerateSecretString"), &drawn);
}

#[test]
fn the_key_of_the_stack_rotates_and_serves_its_secret_its_logs_and_its_alarms() {
    let template = Template::read();
    let key = template.properties(KEY, "Key");
    assert_eq!(at(key, "/EnableKeyRotation"), true);
    assert_eq!(text(template.properties(SECRET, "RootSecret"), "/KmsKeyId"), "${Key.Arn}");
    assert_eq!(text(template.properties("AWS::SNS::Topic", "AlarmMails"), "/KmsMasterKeyId"), "${Key}");
    let statements = at(key, "/KeyPolicy/Statement").as_array().expect("statements");
    let of = |statement: &Value| (text(statement, "/Sid").to_owned(), at(statement, "/Principal").clone());
    let wanted = [
        ("Account", json!({"AWS": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"})),
        ("Logs", json!({"Service": "logs.${AWS::Region}.${AWS::URLSuffix}"})),
        ("Alarms", json!({"Service": "cloudwatch.amazonaws.com"})),
    ];
    let found: Vec<_> = statements.iter().map(of).collect();
    assert_eq!(found, wanted.map(|(sid, principal)| (sid.to_owned(), principal)));
    // A service may use the key for this stack's groups, and from this account only.
    let groups = texts(&statements[1], "/Condition/ArnLike/kms:EncryptionContext:aws:logs:arn");
    let prefix = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:";
    for (id, group) in template.all("AWS::Logs::LogGroup") {
        let arn = format!("{prefix}{}", text(group, "/Properties/LogGroupName"));
        let covered = groups.iter().any(|group| arn.starts_with(group.trim_end_matches('*')));
        assert!(covered, "{id}: the key is not for {arn}");
    }
    assert!(groups.iter().all(|group| group.starts_with(prefix) && group.ends_with("/${AWS::StackName}/*")));
    let account = json!({"StringEquals": {"aws:SourceAccount": "${AWS::AccountId}"}});
    assert_eq!(at(&statements[2], "/Condition"), &account);
}

#[test]
fn each_queue_has_a_reader_and_somewhere_for_what_fails() {
    let template = Template::read();
    let mut known = BTreeSet::from(["PublishDeadLetterQueue".to_owned()]);
    for function in all() {
        let Source::Queue(id) = function.source else { continue };
        let queue = template.properties(QUEUE, id);
        let dead = text(queue, "/RedrivePolicy/deadLetterTargetArn");
        let dead = dead.trim_start_matches("${").trim_end_matches(".Arn}");
        assert_eq!(number(queue, "/RedrivePolicy/maxReceiveCount"), 5, "{id}");
        let (unseen, timeout) = (number(queue, "/VisibilityTimeout"), function.timeout(&template));
        assert!(unseen >= 6 * timeout, "{id}: {unseen} s is less than six times {timeout} s");
        known.extend([id.to_owned(), dead.to_owned()]);
        reads_well(&function, &template);
    }
    let queues = template.all(QUEUE);
    assert_eq!(queues.iter().map(|(id, _)| (*id).to_owned()).collect::<BTreeSet<_>>(), known);
    for (id, queue) in queues {
        assert_eq!(at(queue, "/Properties/SqsManagedSseEnabled"), true, "{id}");
        assert_eq!(number(queue, "/Properties/MessageRetentionPeriod"), 14 * 24 * 60 * 60, "{id}");
    }
}

/// Only the messages that failed may come again.
fn reads_well(function: &Function, template: &Template) {
    let events = function.property(template, "Events");
    for event in events.as_object().expect("events").values() {
        assert_eq!(texts(event, "/Properties/FunctionResponseTypes"), ["ReportBatchItemFailures"], "{}", function.name);
        assert_eq!(number(event, "/Properties/BatchSize"), 10, "{}", function.name);
    }
}

#[test]
fn what_the_stream_holds_is_given_up_alone_and_late() {
    let template = Template::read();
    let publisher = all().into_iter().find(|one| matches!(one.source, Source::Stream)).expect("a publisher");
    let events = publisher.property(&template, "Events");
    let reader = events.pointer("/Changes/Properties").expect("the reader of the stream");
    assert_eq!(text(reader, "/StartingPosition"), "TRIM_HORIZON");
    assert_eq!(at(reader, "/BisectBatchOnFunctionError"), true);
    let on_failure = json!({"Type": "SQS", "Destination": "${PublishDeadLetterQueue.Arn}"});
    assert_eq!(at(reader, "/DestinationConfig/OnFailure"), &on_failure);
    // What is given up must still be in the stream, which keeps it for a day.
    assert!(number(reader, "/MaximumRecordAgeInSeconds") <= 12 * 60 * 60);
    assert_eq!(at(reader, "/MaximumRetryAttempts"), -1, "an outage of a queue must cost no event");
}

#[test]
fn a_tick_that_is_lost_is_not_made_up_for() {
    let template = Template::read();
    for function in all().into_iter().filter(|one| matches!(one.source, Source::Minute)) {
        let again = json!({"MaximumEventAgeInSeconds": 60, "MaximumRetryAttempts": 0});
        assert_eq!(function.property(&template, "EventInvokeConfig"), again, "{}", function.name);
        let events = function.property(&template, "Events");
        assert!(number(&events, "/Minute/Properties/RetryPolicy/MaximumEventAgeInSeconds") <= 60, "{}", function.name);
    }
}

#[test]
fn the_access_log_names_no_path_and_no_caller() {
    let template = Template::read();
    let api = template.properties("AWS::Serverless::HttpApi", "Api");
    let format = text(api, "/AccessLogSettings/Format");
    let format: std::collections::BTreeMap<String, String> =
        serde_json::from_str(format).expect("one JSON object a line");
    for name in ["routeKey", "status", "requestId"] {
        assert_eq!(format.get(name).map(String::as_str), Some(format!("$context.{name}").as_str()));
    }
    let private = ["path", "ip", "identity", "user", "error", "domain"];
    for value in format.values() {
        assert!(private.iter().all(|word| !value.to_lowercase().contains(word)), "{value}");
    }
    assert_eq!(text(api, "/AccessLogSettings/DestinationArn"), "${ApiLogs.Arn}");
}

#[test]
fn pages_open_to_anybody_are_held_back_on_their_own() {
    let template = Template::read();
    let api = template.properties("AWS::Serverless::HttpApi", "Api");
    let limited: BTreeSet<_> = at(api, "/RouteSettings").as_object().expect("settings").keys().cloned().collect();
    let routes = all().into_iter().filter_map(|function| match function.source {
        Source::Routes(routes) => Some(routes),
        _ => None,
    });
    let pages =
        routes.flatten().filter(|route| route.path.starts_with("/checkout/") || route.path.starts_with("/sandbox/"));
    let pages: BTreeSet<_> = pages.map(|route| format!("{} {}", route.method.as_str(), route.path)).collect();
    assert_eq!(limited, pages);
    let limits =
        at(api, "/RouteSettings").as_object().expect("settings").values().chain([at(api, "/DefaultRouteSettings")]);
    for limits in limits {
        assert!(text(limits, "/ThrottlingRateLimit").contains("ThrottleRate"), "{limits}");
        assert!(text(limits, "/ThrottlingBurstLimit").contains("ThrottleBurst"), "{limits}");
    }
}

#[test]
fn each_alarm_tells_somebody_and_each_dead_letter_rings_one() {
    let template = Template::read();
    let alarms = template.all("AWS::CloudWatch::Alarm");
    let told = json!([
        {"If": ["HasAlarmTopic", "${AlarmTopic}", "${AWS::NoValue}"]},
        {"If": ["HasAlarmEmail", "${AlarmMails}", "${AWS::NoValue}"]},
    ]);
    for (id, alarm) in &alarms {
        assert_eq!(at(alarm, "/Properties/AlarmActions"), &told, "{id}");
        assert!(!text(alarm, "/Properties/AlarmDescription").is_empty(), "{id}");
    }
    let watched = alarms
        .iter()
        .filter(|(_, alarm)| text(alarm, "/Properties/MetricName") == "ApproximateNumberOfMessagesVisible");
    let watched: BTreeSet<_> =
        watched.map(|(_, alarm)| text(alarm, "/Properties/Dimensions/0/Value").to_owned()).collect();
    let dead = template.all(QUEUE).into_iter().filter(|(id, _)| id.ends_with("DeadLetterQueue"));
    assert_eq!(watched, dead.map(|(id, _)| format!("${{{id}.QueueName}}")).collect());
}

#[test]
fn each_stage_sets_parameters_that_exist() {
    let template = Template::read();
    let known = template.section("Parameters").as_object().expect("parameters");
    let stages = file("samconfig.toml");
    let overrides: Vec<_> = stages.lines().filter(|line| line.starts_with("parameter_overrides")).collect();
    assert_eq!(overrides.len(), 4, "default, dev, staging and prod");
    for setting in overrides.iter().flat_map(|line| line.split('"').skip(1).step_by(2)) {
        let (name, value) = setting.split_once('=').expect("a name and a value");
        assert!(known.contains_key(name), "{name} is no parameter of the template");
        let allowed = texts(at(&template.section("Parameters").clone(), &format!("/{name}")), "/AllowedValues");
        assert!(allowed.is_empty() || allowed.iter().any(|one| one == value), "{setting}");
    }
}

#[test]
fn an_operator_is_told_where_everything_is() {
    let template = Template::read();
    let outputs = template.section("Outputs").as_object().expect("outputs");
    let value = |name: &str| at(&outputs[name], "/Value").to_string();
    for (output, names) in [
        ("ApiUrl", "${Api}"),
        ("PageUrl", "/checkout"),
        ("BusName", "${Bus}"),
        ("TableName", "${Table}"),
        ("DashboardUrl", "${Dashboard}"),
    ] {
        assert!(value(output).contains(names), "{output} is {}", value(output));
    }
    let shown = file("docs/deploying.md");
    let mut told: Vec<_> = outputs.keys().collect();
    let parameters = template.section("Parameters").as_object().expect("parameters");
    told.extend(parameters.keys());
    for name in told {
        assert!(shown.contains(&format!("`{name}`")), "docs/deploying.md says nothing of {name}");
    }
}
