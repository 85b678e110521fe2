//! What is paid for, as requests say it.

use domain::Invalid;
use domain::line_items::{LineItem, LineItems};
use domain::money::Amount;
use domain::text::{LineDescription, Name};
use serde::Serialize;
use utoipa::ToSchema;

use crate::fields::{Fields, text, whole};

/// One line of what is paid for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LineItemInput {
    /// What it is, at most 250 characters.
    #[schema(example = "Tea pot", max_length = 250)]
    description: String,
    /// The price of one, in minor units.
    #[schema(example = 2450)]
    amount: u64,
    /// How many; 1 when left out.
    quantity: Option<u32>,
    /// A picture; the page shows it only as a `data:` URI.
    image: Option<String>,
    /// Your own number of the product.
    external_product_num: Option<String>,
}

/// Reads `line_items`.
pub(super) fn line_items(fields: &mut Fields<'_>) -> Option<Vec<LineItem>> {
    fields.objects("line_items", LineItems::MAX, line)
}

fn line(fields: &mut Fields<'_>) -> Option<LineItem> {
    let description = fields.required("description", text(LineDescription::parse));
    let amount = fields.required("amount", |value| whole(value).and_then(Amount::new));
    // A line that is wrong anywhere is no line: its sum must not be reported on top.
    let quantity = fields.optional_or("quantity", 1, |value| whole(value).and_then(quantity));
    let image = fields.optional_or("image", None, |value| text(image)(value).map(Some));
    let external_product_num =
        fields.optional_or("external_product_num", None, |value| text(Name::parse)(value).map(Some));
    Some(LineItem {
        description: description?,
        amount: amount?,
        quantity: quantity?,
        image: image?,
        external_product_num: external_product_num?,
    })
}

fn quantity(number: u64) -> Result<u32, Invalid> {
    let fits = u32::try_from(number).ok().filter(|number| (1..=1_000_000).contains(number));
    fits.ok_or_else(|| Invalid::new("invalid_quantity", "A whole number from 1 to 1,000,000."))
}

fn image(text: &str) -> Result<String, Invalid> {
    let fits = text.starts_with("https://") || text.starts_with("data:image/");
    fits.then(|| text.to_owned()).ok_or_else(|| Invalid::new("invalid_url", "An https URL or a data:image/ URI."))
}
