//! How a release takes over, and what takes it back.

use super::functions::all;
use super::read::{Template, at, text, texts};

#[test]
fn everything_starts_the_release_in_use_and_may_be_shifted_to_the_next() {
    let template = Template::read();
    let ways = texts(at(template.section("Parameters"), "/DeploymentPreference"), "/AllowedValues");
    let shifting = at(template.section("Mappings"), "/Gradually").as_object().expect("a mapping");
    assert_eq!(ways.len(), shifting.len());
    for way in &ways {
        let enabled = shifting.get(way).and_then(|one| at(one, "/Enabled").as_bool());
        assert_eq!(enabled, Some(way != "AllAtOnce"), "{way}");
    }
    for function in all() {
        assert_eq!(function.property(&template, "AutoPublishAlias"), "live", "{}", function.name);
        let preference = function.property(&template, "DeploymentPreference");
        assert_eq!(text(&preference, "/Type"), "${DeploymentPreference}");
        assert_eq!(texts(&preference, "/Enabled/FindInMap"), ["Gradually", "${DeploymentPreference}", "Enabled"]);
        assert_eq!(texts(&preference, "/Alarms"), ["${ReleaseAlarm}"]);
    }
}

/// The API names the aliases, an alias waits for its deployment group, and that for its alarms.
#[test]
fn no_alarm_that_takes_a_release_back_waits_for_the_release() {
    let template = Template::read();
    let alarm = template.resource("AWS::CloudWatch::Alarm", "ReleaseAlarm").to_string();
    assert!(!alarm.contains("${Api}") && !alarm.contains("Alias"), "{alarm}");
}

/// SAM sees the text of the environment and not what a parameter holds; a description that changes
/// makes a new version.
#[test]
fn a_parameter_in_the_environment_makes_a_release_when_it_changes() {
    let template = Template::read();
    let parameters = template.section("Parameters").as_object().expect("parameters");
    for function in all() {
        let environment = function.property(&template, "Environment").to_string();
        let description = function.property(&template, "VersionDescription");
        // The number of shards is fixed for the life of the table.
        for name in parameters.keys().filter(|name| *name != "Shards") {
            let used = format!("${{{name}}}");
            let told = description.as_str().unwrap_or_default().contains(&used);
            assert_eq!(environment.contains(&used), told, "{} and {name}", function.name);
        }
    }
}
