//! Every function as its own file describes it, whatever starts it.

use api::Route;
use app::Grant;
use local::functions::{CONSUMERS, ENDPOINTS, JOBS, OPERATORS, PUBLISHER};
use serde_json::{Value, json};

use super::read::{Template, at};

/// A function.
pub(crate) struct Function {
    /// Its name: folder, package, binary.
    pub(crate) name: &'static str,
    pub(crate) grants: &'static [Grant],
    pub(crate) source: Source,
}

/// What starts a function.
pub(crate) enum Source {
    /// Requests to these routes.
    Routes(&'static [Route]),
    /// Messages of this queue.
    Queue(&'static str),
    /// A rule, each minute.
    Minute,
    /// The table's stream.
    Stream,
    /// Whoever may invoke it, and nothing by itself.
    Operator,
}

/// All of them.
pub(crate) fn all() -> Vec<Function> {
    let endpoints = ENDPOINTS.iter().map(|one| (one.name, one.grants, Source::Routes(one.routes)));
    let consumers = CONSUMERS.iter().map(|one| (one.name, one.grants, Source::Queue(one.queue)));
    let jobs = JOBS.iter().map(|one| (one.name, one.grants, Source::Minute));
    let publisher = std::iter::once((PUBLISHER.name, PUBLISHER.grants, Source::Stream));
    let operators = OPERATORS.iter().map(|one| (one.name, one.grants, Source::Operator));
    let functions = endpoints.chain(consumers).chain(jobs).chain(publisher).chain(operators);
    functions.map(|(name, grants, source)| Function { name, grants, source }).collect()
}

impl Function {
    /// The id of its block, role or log group in the template.
    pub(crate) fn id(&self, suffix: &str) -> String {
        let mut id = String::new();
        for word in self.name.split('-') {
            let (first, rest) = word.split_at(1);
            id.push_str(&first.to_uppercase());
            id.push_str(rest);
        }
        id + suffix
    }

    /// A property, from its own block or from `Globals`; objects are merged.
    pub(crate) fn property(&self, template: &Template, name: &str) -> Value {
        let pointer = format!("/{name}");
        let own = at(template.properties("AWS::Serverless::Function", &self.id("Function")), &pointer);
        let shared = at(template.section("Globals"), &format!("/Function{pointer}"));
        merged(shared, own)
    }

    /// Its timeout, in seconds.
    pub(crate) fn timeout(&self, template: &Template) -> u64 {
        self.property(template, "Timeout").as_u64().expect("a timeout")
    }

    pub(crate) fn may(&self, grant: Grant) -> bool {
        self.grants.contains(&grant)
    }
}

fn merged(shared: &Value, own: &Value) -> Value {
    match (shared, own) {
        (Value::Object(shared), Value::Object(own)) => {
            let names = shared.keys().chain(own.keys());
            let value =
                |name: &String| merged(shared.get(name).unwrap_or(&json!(null)), own.get(name).unwrap_or(&json!(null)));
            names.map(|name| (name.clone(), value(name))).collect()
        }
        (shared, Value::Null) => shared.clone(),
        (_, own) => own.clone(),
    }
}
