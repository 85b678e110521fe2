//! The block of each function.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use api::Route;
use app::Grant;
use boot::config::Config;
use domain::session::LEASE_SECONDS;
use serde_json::{Value, json};

use super::functions::{Function, Source, all};
use super::read::{ROOT, Template, at, file, text};

/// What vets or reaches the addresses of webhooks.
const SENDERS: [&str; 2] = ["webhook-endpoints-create", "webhooks-deliver"];

#[test]
fn each_folder_is_one_function_and_has_one_block() {
    let folders: BTreeSet<_> = std::fs::read_dir(format!("{ROOT}/functions"))
        .expect("the folder of functions")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    let names: BTreeSet<_> = all().iter().map(|function| function.name.to_owned()).collect();
    assert_eq!(names, folders, "the list of functions in `local`");
    let template = Template::read();
    let blocks: BTreeSet<_> =
        template.all("AWS::Serverless::Function").iter().map(|(id, _)| (*id).to_owned()).collect();
    assert_eq!(blocks, all().iter().map(|function| function.id("Function")).collect(), "the blocks of the template");
    for function in all() {
        let block = template.resource("AWS::Serverless::Function", &function.id("Function"));
        let build = json!({"BuildMethod": "rust-cargolambda", "BuildProperties": {"Binary": function.name}});
        assert_eq!(at(block, "/Metadata"), &build, "{}", function.name);
        assert_eq!(text(block, "/Properties/CodeUri"), format!("functions/{}", function.name));
        assert_eq!(function.property(&template, "Handler"), "bootstrap");
        assert_eq!(function.property(&template, "Runtime"), "provided.al2023");
    }
}

/// What a function sends by, as its `main` names it.
fn outlets(function: &Function) -> Option<&'static str> {
    let queues = function.may(Grant::WebhooksSend) || function.may(Grant::FollowUpsSend);
    match (queues, function.may(Grant::BusPut), SENDERS.contains(&function.name)) {
        (true, true, false) => Some("QUEUES_AND_BUS"),
        (true, false, true) => Some("QUEUES_AND_WEBHOOKS"),
        (true, false, false) => Some("QUEUES"),
        // It judges addresses as the sender will.
        (false, false, true) => Some("ADDRESSES"),
        (false, false, false) => None,
        (_, true, _) => panic!("{} sends in a way that `boot` does not offer", function.name),
    }
}

#[test]
fn each_program_starts_its_own_function() {
    for function in all() {
        let (module, constant) = match function.source {
            Source::Routes(_) => ("http", "ENDPOINT"),
            Source::Queue(_) => ("queue", "CONSUMER"),
            Source::Minute => ("schedule", "JOB"),
            Source::Stream => ("stream", "PUBLISHER"),
            Source::Operator => ("operator", "OPERATOR"),
        };
        let program = file(&format!("functions/{}/src/main.rs", function.name));
        let code: Vec<_> = program.lines().filter(|line| !line.starts_with("//") && !line.is_empty()).collect();
        let package = function.name.replace('-', "_");
        // What it does not name here is not linked into it.
        let call = match (outlets(&function), function.source) {
            (None, _) => format!("    boot::{module}::run({package}::{constant})"),
            (Some(outlets), Source::Stream) => {
                format!("    boot::{module}::run({package}::{constant}, boot::Outlets::{outlets})")
            }
            (Some(outlets), _) => {
                format!("    boot::{module}::run_with({package}::{constant}, boot::Outlets::{outlets})")
            }
        };
        assert_eq!(code, ["fn main() -> boot::Exit {", &call, "}"], "{}", function.name);
    }
}

#[test]
fn each_function_is_started_by_what_it_says_and_nothing_else() {
    let template = Template::read();
    for function in all() {
        let events = function.property(&template, "Events");
        let events: Vec<_> = events.as_object().into_iter().flat_map(|events| events.values().cloned()).collect();
        match function.source {
            Source::Routes(routes) => {
                assert_eq!(sorted(events), sorted(routes.iter().map(http_event)), "{}", function.name);
            }
            Source::Queue(queue) => {
                assert_eq!(kinds(&events), ["SQS"], "{}", function.name);
                assert_eq!(texts_at(&events, "/Properties/Queue"), [format!("${{{queue}.Arn}}")]);
            }
            Source::Minute => {
                assert_eq!(kinds(&events), ["Schedule"], "{}", function.name);
                assert_eq!(texts_at(&events, "/Properties/Schedule"), ["rate(1 minute)"]);
            }
            Source::Stream => {
                assert_eq!(kinds(&events), ["DynamoDB"], "{}", function.name);
                assert_eq!(texts_at(&events, "/Properties/Stream"), ["${Table.StreamArn}"]);
            }
            Source::Operator => assert!(events.is_empty(), "{} is invoked and nothing else", function.name),
        }
    }
}

/// A role's permission to invoke is the only way to a function that no event starts.
#[test]
fn nothing_else_opens_a_function() {
    let template = Template::read();
    for kind in ["AWS::Lambda::Url", "AWS::Lambda::Permission", "AWS::Lambda::EventInvokeConfig"] {
        assert!(template.all(kind).is_empty(), "{kind}");
    }
    for function in all() {
        assert_eq!(function.property(&template, "FunctionUrlConfig"), Value::Null, "{}", function.name);
    }
}

fn http_event(route: &Route) -> Value {
    match route.path {
        "$default" => json!({"Type": "HttpApi", "Properties": {"ApiId": "${Api}"}}),
        path => {
            let properties = json!({"ApiId": "${Api}", "Method": route.method.as_str(), "Path": path});
            json!({"Type": "HttpApi", "Properties": properties})
        }
    }
}

fn sorted(values: impl IntoIterator<Item = Value>) -> BTreeSet<String> {
    values.into_iter().map(|value| value.to_string()).collect()
}

fn kinds(events: &[Value]) -> Vec<String> {
    texts_at(events, "/Type")
}

fn texts_at(events: &[Value], pointer: &str) -> Vec<String> {
    events.iter().map(|event| text(event, pointer).to_owned()).collect()
}

#[test]
fn the_document_of_the_api_has_every_route_and_no_other() {
    let endpoints = all().into_iter().filter_map(|function| match function.source {
        Source::Routes(routes) => Some(routes),
        _ => None,
    });
    let deployed: BTreeSet<_> =
        endpoints.flatten().filter(|route| route.path != "$default").map(|route| (route.method, route.path)).collect();
    let documented: BTreeSet<_> = api::openapi::routes().into_iter().collect();
    assert_eq!(documented, deployed);
}

#[test]
fn nobody_holds_a_claim_longer_than_its_lease() {
    let template = Template::read();
    let lease = u64::try_from(LEASE_SECONDS).expect("a lease");
    let paying: Vec<_> = all().into_iter().filter(|one| one.may(Grant::SandboxPut)).collect();
    for function in paying.iter().filter(|one| !matches!(one.source, Source::Minute)) {
        let timeout = function.timeout(&template);
        assert!((25..lease).contains(&timeout), "{} may take {timeout} s of a lease of {lease} s", function.name);
    }
}

#[test]
fn each_function_ends_before_whoever_started_it_gives_up() {
    let template = Template::read();
    for function in all() {
        let limit = match function.source {
            // The gateway waits for 30 seconds at most.
            Source::Routes(_) => 30,
            // The next tick comes.
            Source::Minute => 60,
            Source::Queue(_) | Source::Stream | Source::Operator => 61,
        };
        assert!(function.timeout(&template) < limit, "{}", function.name);
    }
}

#[test]
fn each_function_is_told_what_it_needs_and_nothing_else() {
    let template = Template::read();
    for function in all() {
        let environment = function.property(&template, "Environment");
        let variables: BTreeMap<_, _> = serde_json::from_value(at(&environment, "/Variables").clone()).expect("texts");
        assert_eq!(variables, needed(&function), "{}", function.name);
    }
}

fn needed(function: &Function) -> BTreeMap<String, String> {
    let mut needed = vec![
        ("TABLE_NAME", "${Table}"),
        ("SANDBOX_TABLE_NAME", "${SandboxTable}"),
        ("SHARDS", "${Shards}"),
        ("STACK_NAME", "${AWS::StackName}"),
    ];
    // Only answers hold links to the service and to its pages on errors.
    if matches!(function.source, Source::Routes(_)) {
        needed.push(("PUBLIC_URL", "${PublicUrl}"));
    }
    if matches!(function.source, Source::Routes(_) | Source::Operator) {
        needed.push(("ERRORS_URL", "${ErrorsUrl}"));
    }
    if SENDERS.contains(&function.name) {
        needed.push(("ALLOW_LOOPBACK_WEBHOOKS", "${AllowLoopbackWebhooks}"));
    }
    let by_grant = [
        (Grant::WebhooksSend, ("WEBHOOK_QUEUE_URL", "${WebhookQueue}")),
        (Grant::FollowUpsSend, ("FOLLOW_UP_QUEUE_URL", "${FollowUpQueue}")),
        (Grant::BusPut, ("BUS_NAME", "${Bus}")),
        (Grant::RootSecret, ("ROOT_SECRET_ARN", "${RootSecret}")),
    ];
    needed.extend(by_grant.into_iter().filter(|(grant, _)| function.may(*grant)).map(|(_, variable)| variable));
    needed.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// What an environment holds can be read by whoever may see a function's configuration.
#[test]
fn no_environment_holds_a_secret() {
    assert!(!file("template.yaml").contains("{{resolve:"), "nothing is resolved into the template");
    let template = Template::read();
    let parameters = template.section("Parameters").as_object().expect("parameters");
    for (name, parameter) in parameters {
        assert_eq!(at(parameter, "/NoEcho"), &Value::Null, "{name}: a secret is no parameter");
    }
    for function in all() {
        let environment = function.property(&template, "Environment");
        for (name, value) in at(&environment, "/Variables").as_object().expect("variables") {
            let target = value.as_str().and_then(|text| text.strip_prefix("${")?.strip_suffix('}')).unwrap_or_default();
            let resources = template.section("Resources");
            // A reference to a parameter or a resource says its name; that of a secret its ARN. The stack's
            // own name is no secret either.
            let known =
                parameters.contains_key(target) || resources.get(target).is_some() || target == "AWS::StackName";
            assert!(known, "{}: {name} is no reference but {value}", function.name);
        }
    }
}

#[test]
fn the_template_sets_each_variable_that_is_read_and_no_other() {
    let mut set: BTreeSet<_> = all().iter().flat_map(|function| needed(function).into_keys()).collect();
    // The root secret itself is for a developer's machine only.
    assert!(set.insert("ROOT_SECRET".to_owned()));
    // These Lambda and the machine set themselves.
    let theirs = ["AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "SSL_CERT_FILE"];
    set.extend(theirs.map(str::to_owned));
    assert_eq!(set, read_by_config());
}

/// What the configuration asks for.
fn read_by_config() -> BTreeSet<String> {
    let asked = RefCell::new(BTreeSet::new());
    let answer = |name: &str| {
        asked.borrow_mut().insert(name.to_owned());
        match name {
            "ROOT_SECRET" => None,
            "SHARDS" => Some("4".to_owned()),
            _ => Some("x".to_owned()),
        }
    };
    Config::from(answer, &[Grant::RootSecret]).expect("a whole environment");
    asked.into_inner()
}
