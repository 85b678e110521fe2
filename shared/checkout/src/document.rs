//! The frame every page stands in, and the policy that belongs to it.

use crate::colour::brand_style;
use crate::links::web_link;
use crate::policy::content_security_policy;
use crate::{Html, Locale};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// What every page of this service stands on: boxes, focus, what only screen readers are told. It
/// needs the properties `--focus`, `--edge`, `--ink` and `--round`.
pub const GROUND: &str = include_str!("ground.css");
const STYLE: &str = concat!(include_str!("ground.css"), include_str!("page.css"));
const SCRIPT: &str = include_str!("page.js");

/// An empty picture, so that no browser asks for `/favicon.ico`.
const NO_ICON: &str = "data:,";

/// Whether the page brings its script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    Page,
    None,
}

/// When a browser without script loads what next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refresh<'a> {
    pub(crate) seconds: u8,
    /// This very page if `None`.
    pub(crate) url: Option<&'a str>,
}

/// A page about to be drawn.
pub(crate) struct Document<'a> {
    pub(crate) locale: Locale,
    pub(crate) state: &'static str,
    pub(crate) title: String,
    pub(crate) colour: Option<&'a str>,
    pub(crate) refresh: Option<Refresh<'a>>,
    pub(crate) script: Script,
    pub(crate) content: Markup,
}

impl Document<'_> {
    pub(crate) fn render(self) -> Html {
        let brand = brand_style(self.colour);
        let scripts: &[&str] = if self.script == Script::Page { &[SCRIPT] } else { &[] };
        let page = html! {
            (DOCTYPE)
            html lang=(self.locale.tag()) data-state=(self.state) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex";
                    title { (self.title) }
                    link rel="icon" href=(NO_ICON);
                    style { (PreEscaped(&brand)) }
                    style { (PreEscaped(STYLE)) }
                    @if let Some(refresh) = self.refresh { (refresh.without_script()) }
                }
                body {
                    (self.content)
                    @for script in scripts { script { (PreEscaped(script)) } }
                }
            }
        };
        Html { body: page.into_string(), csp: content_security_policy(&[&brand, STYLE], scripts) }
    }
}

impl Refresh<'_> {
    /// With script the page asks quietly and moves only when there is news: a reload every few
    /// seconds would throw a screen reader back to the top each time.
    fn without_script(self) -> Markup {
        let content = match web_link(self.url) {
            Some(url) => format!("{};url={url}", self.seconds),
            None => self.seconds.to_string(),
        };
        html! { noscript { meta http-equiv="refresh" content=(content); } }
    }
}
