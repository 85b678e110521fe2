//! Reads the template as CloudFormation would.

use serde_json::{Value, json};
use serde_yaml_ng::Value as Yaml;

/// The folder of the workspace.
pub(crate) const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// A file of the workspace.
pub(crate) fn file(path: &str) -> String {
    std::fs::read_to_string(format!("{ROOT}/{path}")).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The template. `!Ref`, `!GetAtt` and `!Sub` are all read as the text that `!Sub` would take, so
/// that one thing has one spelling; other functions are objects, named as they are written.
pub(crate) struct Template(Value);

impl Template {
    pub(crate) fn read() -> Self {
        let yaml: Yaml = serde_yaml_ng::from_str(&file("template.yaml")).expect("the template is YAML");
        Self(plain(&yaml))
    }

    /// A section: `Globals`, `Parameters` and so on.
    pub(crate) fn section(&self, name: &str) -> &Value {
        self.0.get(name).unwrap_or_else(|| panic!("there is no section {name}"))
    }

    /// A resource, whose kind is known.
    pub(crate) fn resource(&self, kind: &str, id: &str) -> &Value {
        let resource = self.section("Resources").get(id).unwrap_or_else(|| panic!("there is no resource {id}"));
        assert_eq!(text(resource, "/Type"), kind, "{id}");
        resource
    }

    /// The properties of a resource.
    pub(crate) fn properties(&self, kind: &str, id: &str) -> &Value {
        at(self.resource(kind, id), "/Properties")
    }

    /// The resources of a kind, by id.
    pub(crate) fn all(&self, kind: &str) -> Vec<(&str, &Value)> {
        let resources = self.section("Resources").as_object().expect("resources");
        let of_kind = resources.iter().filter(|(_, resource)| text(resource, "/Type") == kind);
        of_kind.map(|(id, resource)| (id.as_str(), resource)).collect()
    }
}

fn plain(yaml: &Yaml) -> Value {
    match yaml {
        Yaml::Tagged(tagged) => function(&tagged.tag.to_string(), plain(&tagged.value)),
        Yaml::Mapping(mapping) => mapping.iter().map(|(key, value)| (key_of(key), plain(value))).collect(),
        Yaml::Sequence(values) => values.iter().map(plain).collect(),
        scalar => serde_json::to_value(scalar).expect("a scalar"),
    }
}

fn key_of(key: &Yaml) -> String {
    key.as_str().unwrap_or_else(|| panic!("{key:?} is no name")).to_owned()
}

fn function(tag: &str, value: Value) -> Value {
    match (tag.trim_start_matches('!'), value) {
        ("Ref" | "GetAtt", Value::String(target)) => json!(format!("${{{target}}}")),
        ("Sub", Value::String(text)) => json!(text),
        (tag, value) => json!({ tag: value }),
    }
}

/// What is at this place, null when nothing is.
pub(crate) fn at<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    value.pointer(pointer).unwrap_or(&Value::Null)
}

/// The text at this place, empty when there is none.
pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    at(value, pointer).as_str().unwrap_or_default()
}

/// The number at this place.
pub(crate) fn number(value: &Value, pointer: &str) -> u64 {
    at(value, pointer).as_u64().unwrap_or_else(|| panic!("there is no number at {pointer} of {value}"))
}

/// The texts at this place: one, or a list of them.
pub(crate) fn texts(value: &Value, pointer: &str) -> Vec<String> {
    match at(value, pointer) {
        Value::String(one) => vec![one.clone()],
        Value::Array(all) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}
