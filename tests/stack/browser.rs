//! A payer's browser that runs no script: it opens pages, submits forms, and follows where it is led.

use url::Url;

use crate::caller::Answer;
use crate::target::Target;

/// A browser.
pub struct Browser<'a> {
    target: &'a Target,
}

/// A page, and where it is.
pub struct Page {
    path: String,
    answer: Answer,
}

impl<'a> Browser<'a> {
    pub const fn of(target: &'a Target) -> Self {
        Self { target }
    }

    /// Opens an address of the stack, and goes wherever that redirects to.
    ///
    /// Only the path counts: a stack that was not told where it is reached says what it believes.
    pub async fn open(&self, address: &str) -> Page {
        let path = path_of(address);
        let answer = self.target.payer().get(&path).await;
        self.arrive(path, answer).await
    }

    /// Submits the page's form: what is hidden in it, and these fields.
    pub async fn submit(&self, page: &Page, fields: &[(&str, &str)]) -> Page {
        let form = page.element("<form").expect("a form");
        // A form without an action is posted to where it was found.
        let path = attribute(&form, "action").map_or_else(|| page.path.clone(), |action| path_of(&action));
        let mut sent: Vec<_> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        sent.extend(page.hidden());
        let answer = self.target.payer().post_form(&path, &sent).await;
        self.arrive(path, answer).await
    }

    /// Types a card into the page's form and submits it.
    pub async fn pay(&self, page: &Page, number: &str) -> Page {
        let card = [("number", number), ("expiry", "12 / 30"), ("cvc", "123"), ("name", "Ada Lovelace")];
        self.submit(page, &card).await
    }

    async fn arrive(&self, mut path: String, mut answer: Answer) -> Page {
        for _ in 0..5 {
            if !answer.status.is_redirection() {
                return Page { path, answer };
            }
            path = path_of(answer.header("location"));
            answer = self.target.payer().get(&path).await;
        }
        panic!("redirected in circles at {path}");
    }
}

impl Page {
    pub fn status(&self) -> u16 {
        self.answer.status.as_u16()
    }

    pub fn shows(&self, text: &str) -> bool {
        self.answer.text.contains(text)
    }

    /// What the page says that it shows.
    pub fn state(&self) -> String {
        let (_, rest) = self.answer.text.split_once("data-state=\"").expect("the page names its state");
        rest.split('"').next().unwrap_or_default().to_owned()
    }

    /// Where the page leads on by itself.
    pub fn leads_to(&self) -> Option<String> {
        let refresh = self.element("<meta http-equiv=\"refresh\"")?;
        attribute(&refresh, "content")?.split_once("url=").map(|(_, url)| url.to_owned())
    }

    /// The fields that its form sends by itself.
    fn hidden(&self) -> Vec<(String, String)> {
        let inputs = self.answer.text.split("<input").skip(1).filter_map(|rest| rest.split('>').next());
        let hidden = inputs.filter(|input| input.contains("type=\"hidden\""));
        hidden.filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?))).collect()
    }

    /// The first tag that begins so.
    fn element(&self, beginning: &str) -> Option<String> {
        let (_, rest) = self.answer.text.split_once(beginning)?;
        Some(format!("{beginning}{}", rest.split('>').next()?))
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next().map(|value| value.replace("&amp;", "&"))
}

/// Path and query of an address, which may be one of its own.
fn path_of(address: &str) -> String {
    let Ok(url) = Url::parse(address) else { return address.to_owned() };
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}{query}", url.path())
}
