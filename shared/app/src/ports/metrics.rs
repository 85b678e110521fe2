//! What operators watch: counts, ages and lags, by a few kinds each.
//!
//! Guaranteed: measuring neither waits nor fails, so that nothing depends on it. Kinds are words of
//! our own of which there are few: never an id, because each new combination is a metric of its own
//! that somebody pays for.

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// How many.
    Count,
    /// How long.
    Seconds,
    /// How long, in thousandths.
    Milliseconds,
}

impl Unit {
    /// As CloudWatch spells it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Seconds => "Seconds",
            Self::Milliseconds => "Milliseconds",
        }
    }
}

macro_rules! metrics {
    ($($(#[$doc:meta])+ $variant:ident: $unit:ident by $kinds:expr;)+) => {
        /// Something that is measured.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Metric {
            $($(#[$doc])+ $variant,)+
        }

        impl Metric {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its name on dashboards and in alarms.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($variant),)+
                }
            }

            /// What it counts.
            #[must_use]
            pub const fn unit(self) -> Unit {
                match self {
                    $(Self::$variant => Unit::$unit,)+
                }
            }

            /// By which kinds it is told apart.
            #[must_use]
            pub const fn kinds(self) -> &'static [&'static str] {
                match self {
                    $(Self::$variant => &$kinds,)+
                }
            }
        }
    };
}

metrics! {
    /// Requests that were answered with a failure of our own.
    RequestsFailed: Count by [];
    /// Steps of payments, as they are published: `succeeded`, `declined`, `requires_action`,
    /// `unavailable` (the processor did not take it), `abandoned` (the payer or the merchant gave it
    /// up) and `unknown`; apart for `live` and `test`.
    Payments: Count by ["Mode", "Outcome"];
    /// Payments whose outcome was unknown and is known now.
    UnknownResolved: Count by [];
    /// Payments whose outcome nobody knows, each minute.
    UnknownOpen: Count by [];
    /// For how long the oldest of them has been unknown, each minute.
    UnknownOldestAge: Seconds by [];
    /// Things that only a person can set right.
    NeedsReview: Count by [];
    /// Entries that a sweep found due.
    SweepDue: Count by ["Sweep"];
    /// Those of them that it changed.
    SweepChanged: Count by ["Sweep"];
    /// Those of them that failed and stay due.
    SweepFailed: Count by ["Sweep"];
    /// Those of them for which it had no time.
    SweepLeft: Count by ["Sweep"];
    /// By how much the oldest of them was late.
    SweepLag: Seconds by ["Sweep"];
    /// Changes that were published.
    ChangesPublished: Count by [];
    /// How old the oldest change of a batch was when it was published.
    PublishLag: Milliseconds by [];
    /// From a change to the first attempt to tell an endpoint of it.
    DeliveryLag: Milliseconds by [];
    /// Events after an attempt to deliver them: `succeeded`, `failed`, `exhausted`, `disabled`, `discarded`.
    Deliveries: Count by ["Result"];
    /// Attempts that were not the first.
    DeliveryRetries: Count by [];
    /// Endpoints that were disabled because they are gone or failed for days.
    EndpointsDisabled: Count by [];
}

/// One measurement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Of what.
    pub metric: Metric,
    /// Of which kinds, in the order of [`Metric::kinds`].
    pub kinds: Vec<&'static str>,
    /// How much.
    pub value: u64,
}

impl Sample {
    /// A measurement of what has no kinds.
    #[must_use]
    pub const fn new(metric: Metric, value: u64) -> Self {
        Self { metric, kinds: Vec::new(), value }
    }

    /// A measurement of one kind.
    #[must_use]
    pub fn of<const N: usize>(metric: Metric, kinds: [&'static str; N], value: u64) -> Self {
        debug_assert_eq!(metric.kinds().len(), N, "each kind of {} has a word", metric.name());
        Self { metric, kinds: kinds.to_vec(), value }
    }
}

/// Where measurements go.
pub trait Metrics: Send + Sync + std::fmt::Debug {
    /// Takes note of these.
    fn record(&self, samples: &[Sample]);
}

/// Takes note of nothing, where nobody collects what is measured.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unmeasured;

impl Metrics for Unmeasured {
    fn record(&self, _: &[Sample]) {}
}
