//! What is answered, as the document describes it: bodies, problems, and the headers of each.

use serde_json::{Map, Value, json};

use super::operations::{Answer, Operation, Who};
use crate::Method;

/// The headers that answers carry, by the names they have in the document.
const HEADERS: &[(&str, &str, &str)] = &[
    ("Request-Id", "The request's id; tell it when you ask about an answer.", "string"),
    ("Payment-Sessions-Version", "The version of the API that answered.", "string"),
    (
        "Idempotent-Replayed",
        "`true` when this is the answer to an earlier request with the same key, and nothing was done again; left out otherwise.",
        "string",
    ),
    ("Retry-After", "Seconds to wait before trying again; left out when waiting does not help.", "integer"),
    ("Location", "Where to.", "string"),
    ("Allow", "The methods that the path takes.", "string"),
    ("WWW-Authenticate", "How to say who you are.", "string"),
];

/// What every answer carries.
const ALWAYS: &[&str] = &["Request-Id", "Payment-Sessions-Version"];

/// A refusal as the document names it: its statuses, its words, and the headers only it has.
struct Refusal {
    name: &'static str,
    statuses: &'static [u16],
    description: &'static str,
    headers: &'static [&'static str],
}

const REFUSALS: &[Refusal] = &[
    Refusal {
        name: "Unauthorised",
        statuses: &[401],
        description: "No key, or one that nobody has.",
        headers: &["WWW-Authenticate"],
    },
    Refusal {
        name: "Declined",
        statuses: &[402],
        description: "The payment was declined; `decline_code` and `advice` say why and what to do.",
        headers: &["Idempotent-Replayed"],
    },
    Refusal {
        name: "MethodNotAllowed",
        statuses: &[405],
        description: "What any other method of this path is answered.",
        headers: &["Allow"],
    },
    Refusal {
        name: "Conflict",
        statuses: &[409],
        description: "The state of the object, or another request, stands in the way.",
        headers: &["Idempotent-Replayed", "Retry-After"],
    },
    Refusal {
        name: "Unavailable",
        statuses: &[503],
        description: "Something that is needed does not answer; try again with the same key.",
        headers: &["Retry-After"],
    },
];

/// What is refused in words of its own, without headers of its own.
const PROBLEM: Refusal = Refusal {
    name: "Problem",
    statuses: &[],
    description: "A refusal. Its `code` is stable, and its `type` leads to a page on it.",
    headers: &[],
};

/// Every header, for the document's components.
pub(super) fn headers() -> Value {
    let described = |(name, description, kind): &(&str, &str, &str)| {
        ((*name).to_owned(), json!({"description": description, "schema": {"type": kind}}))
    };
    Value::Object(HEADERS.iter().map(described).collect())
}

/// Every refusal, for the document's components.
pub(super) fn refusals() -> Value {
    let all = std::iter::once(&PROBLEM).chain(REFUSALS);
    Value::Object(all.map(|refusal| (refusal.name.to_owned(), refusal.describe())).collect())
}

/// What an operation answers, by status.
pub(super) fn of(operation: &Operation) -> Value {
    let mut all = Map::new();
    for (status, description, answer) in operation.answers {
        all.insert(status.to_string(), answer.describe(description, operation));
    }
    let common: &[u16] =
        if operation.who == Who::Anybody { &[405, 413, 500, 503] } else { &[400, 401, 403, 405, 413, 429, 500, 503] };
    for status in common.iter().chain(operation.problems) {
        let refusal = REFUSALS.iter().find(|refusal| refusal.statuses.contains(status)).unwrap_or(&PROBLEM);
        let reference = json!({"$ref": format!("#/components/responses/{}", refusal.name)});
        all.entry(status.to_string()).or_insert(reference);
    }
    Value::Object(all)
}

impl Refusal {
    fn describe(&self) -> Value {
        json!({
            "description": self.description,
            "headers": carried(self.headers),
            "content": {"application/problem+json": {"schema": reference("Problem")}},
        })
    }
}

impl Answer {
    fn describe(self, description: &str, operation: &Operation) -> Value {
        let takes_keys = operation.who != Who::Anybody && operation.method == Method::Post;
        let own: &[&str] = match self {
            Self::SeeOther => &["Location"],
            Self::Json(_) | Self::Either(..) if takes_keys => &["Idempotent-Replayed"],
            Self::Json(_) | Self::Either(..) | Self::List(_) | Self::Page => &[],
        };
        let mut described = json!({"description": description, "headers": carried(own)});
        if let (Value::Object(fields), Some(content)) = (&mut described, self.content()) {
            fields.insert("content".into(), content);
        }
        described
    }

    fn content(self) -> Option<Value> {
        match self {
            Self::Json(shape) => Some(json!({"application/json": {"schema": reference(shape)}})),
            Self::Either(one, other) => {
                let schema = json!({"oneOf": [reference(one), reference(other)]});
                Some(json!({"application/json": {"schema": schema}}))
            }
            Self::List(shape) => Some(json!({"application/json": {"schema": list_of(shape)}})),
            Self::Page => Some(json!({"text/html": {"schema": {"type": "string"}}})),
            Self::SeeOther => None,
        }
    }
}

/// References to these headers, and to those of every answer.
fn carried(own: &[&str]) -> Value {
    let reference = |name: &&str| ((*name).to_owned(), json!({"$ref": format!("#/components/headers/{name}")}));
    Value::Object(ALWAYS.iter().chain(own).map(reference).collect())
}

fn list_of(shape: &str) -> Value {
    json!({
        "type": "object",
        "required": ["object", "data", "has_more", "next_cursor"],
        "properties": {
            "object": {"const": "list"},
            "data": {"type": "array", "items": reference(shape)},
            "has_more": {"type": "boolean"},
            "next_cursor": {"type": ["string", "null"]},
        },
    })
}

/// A reference to a shape.
pub(super) fn reference(shape: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{shape}")})
}
