//! What the use cases need from the world, cut by what each may do.

mod ambient;
mod books;
mod customers;
mod deliveries;
mod endpoints;
mod events;
mod mandates;
mod merchants;
mod methods;
mod metrics;
mod outbound;
mod processor;
mod queue;
mod sessions;

pub use ambient::{Clock, Randomness};
pub use books::Books;
pub use customers::{
    CustomerCreated, CustomerFilter, CustomerOperation, CustomerQuery, CustomerWrite, CustomerWritten, Customers,
    KeyedEffect, Remembered,
};
pub use deliveries::{Deliveries, DeliveryKey, DeliveryRecord, Recorded};
pub use endpoints::{Endpoints, Registered};
pub use events::{ChangeQuery, ChangeRecord, Events, Snapshot};
pub use mandates::{MandateQuery, Mandates};
pub use merchants::{ApiKey, KeyKind, KeyRecord, Made, Merchants};
pub use methods::{MethodQuery, Methods};
pub use metrics::{Metric, Metrics, Sample, Unit, Unmeasured};
pub use outbound::{Answer, Bus, BusEvent, Outgoing, RetryAfter, Sender};
pub use processor::{
    Authorise, BankCheck, CancelAnswer, CardDetails, ChargedTo, Found, FoundOrder, FoundRefund, HeldOrder, Processor,
    Published, RefundAnswer, RefundOrder, Scenario, SimulatedBank, Standing, Unreachable,
};
pub use queue::{Delivery, FollowUp, Queue, SignedEvent};
pub use sessions::{
    Cancel, Cause, Claim, Consistency, Created, Diversion, Due, GiveOrder, GiveRefund, MetEnd, NewSession, OrderWish,
    Page, ReferenceGuard, SessionFilter, SessionQuery, Sessions, Written,
};
