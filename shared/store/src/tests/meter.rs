//! Reads off what each call of the store costs, and makes the table behave badly on request.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use aws_sdk_dynamodb::config::interceptors::{
    AfterDeserializationInterceptorContextRef, BeforeDeserializationInterceptorContextMut,
    BeforeSerializationInterceptorContextMut, FinalizerInterceptorContextMut,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::batch_get_item::{BatchGetItemInput, BatchGetItemOutput};
use aws_sdk_dynamodb::operation::batch_write_item::{BatchWriteItemInput, BatchWriteItemOutput};
use aws_sdk_dynamodb::operation::get_item::{GetItemInput, GetItemOutput};
use aws_sdk_dynamodb::operation::put_item::{PutItemInput, PutItemOutput};
use aws_sdk_dynamodb::operation::query::{QueryInput, QueryOutput};
use aws_sdk_dynamodb::operation::transact_write_items::{TransactWriteItemsInput, TransactWriteItemsOutput};
use aws_sdk_dynamodb::operation::update_item::{UpdateItemInput, UpdateItemOutput};
use aws_sdk_dynamodb::types::{ConsumedCapacity, KeysAndAttributes, ReturnConsumedCapacity, WriteRequest};

/// What each call consumed, in order: its name and its units, indexes included.
#[derive(Debug, Clone, Default)]
pub(super) struct Meter(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    calls: Vec<(&'static str, f64)>,
    fault: Option<Fault>,
    partial: usize,
    left_writes: HashMap<String, Vec<WriteRequest>>,
    left_keys: HashMap<String, KeysAndAttributes>,
}

/// An answer that stands in for the table's, so many times. The table has done its work then.
#[derive(Debug, Clone, Copy)]
struct Fault {
    times: usize,
    status: u16,
    code: &'static str,
}

impl Meter {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// The calls since this was last asked.
    pub(super) fn take(&self) -> Vec<(&'static str, f64)> {
        std::mem::take(&mut self.state().calls)
    }

    /// Loses the answer of the next call, after the table has done what it was asked.
    pub(super) fn lose_next_answer(&self) {
        self.answer_with(1, 500, "InternalServerError");
    }

    /// Answers the next calls with this error, after the table has done what it was asked.
    pub(super) fn answer_with(&self, times: usize, status: u16, code: &'static str) {
        self.state().fault = Some(Fault { times, status, code });
    }

    /// Does only one item of each of the next batches, and leaves the rest over.
    pub(super) fn leave_over(&self, times: usize) {
        self.state().partial = times;
    }

    fn note(&self, call: &'static str, consumed: &[ConsumedCapacity]) {
        let units = consumed.iter().filter_map(ConsumedCapacity::capacity_units);
        self.state().calls.extend(units.map(|units| (call, units)));
    }

    /// Takes all but one write out of a batch.
    fn cut_writes(&self, input: &mut BatchWriteItemInput) {
        let mut state = self.state();
        let Some(partial) = state.partial.checked_sub(1) else { return };
        state.partial = partial;
        for (table, writes) in input.request_items.iter_mut().flatten() {
            state.left_writes.insert(table.clone(), writes.split_off(1));
        }
    }

    /// Takes all but one key out of a batch.
    fn cut_keys(&self, input: &mut BatchGetItemInput) {
        let mut state = self.state();
        let Some(partial) = state.partial.checked_sub(1) else { return };
        state.partial = partial;
        for (table, keys) in input.request_items.iter_mut().flatten() {
            let left = keys.keys.split_off(1);
            let left = KeysAndAttributes::builder().set_keys(Some(left)).build().unwrap();
            state.left_keys.insert(table.clone(), left);
        }
    }
}

macro_rules! ask {
    ($context:ident, $($input:ty),+) => {
        $(if let Some(input) = $context.input_mut().downcast_mut::<$input>() {
            input.return_consumed_capacity = Some(ReturnConsumedCapacity::Indexes);
        })+
    };
}

macro_rules! read {
    ($self:ident, $output:ident, $($kind:ty => $name:literal),+) => {
        $(if let Some(output) = $output.downcast_ref::<$kind>() {
            $self.note($name, output.consumed_capacity.as_slice());
        })+
    };
}

impl Intercept for Meter {
    fn name(&self) -> &'static str {
        "meter"
    }

    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        ask!(context, GetItemInput, PutItemInput, UpdateItemInput, QueryInput);
        ask!(context, BatchGetItemInput, BatchWriteItemInput, TransactWriteItemsInput);
        if let Some(input) = context.input_mut().downcast_mut::<BatchWriteItemInput>() {
            self.cut_writes(input);
        }
        if let Some(input) = context.input_mut().downcast_mut::<BatchGetItemInput>() {
            self.cut_keys(input);
        }
        Ok(())
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let mut state = self.state();
        let Some(fault) = &mut state.fault else { return Ok(()) };
        let Some(times) = fault.times.checked_sub(1) else { return Ok(()) };
        fault.times = times;
        let body = format!(r#"{{"__type":"com.amazonaws.dynamodb.v20120810#{}","message":"no secrets"}}"#, fault.code);
        let response = context.response_mut();
        *response.status_mut() = fault.status.try_into()?;
        *response.body_mut() = body.into();
        response.headers_mut().remove("x-amz-crc32");
        Ok(())
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Ok(output) = context.output_or_error() else { return Ok(()) };
        read!(self, output, GetItemOutput => "get", PutItemOutput => "put", UpdateItemOutput => "update");
        read!(self, output, QueryOutput => "query");
        if let Some(output) = output.downcast_ref::<BatchGetItemOutput>() {
            self.note("batch get", output.consumed_capacity());
        }
        if let Some(output) = output.downcast_ref::<BatchWriteItemOutput>() {
            self.note("batch write", output.consumed_capacity());
        }
        if let Some(output) = output.downcast_ref::<TransactWriteItemsOutput>() {
            self.note("transact", output.consumed_capacity());
        }
        Ok(())
    }

    fn modify_before_completion(
        &self,
        context: &mut FinalizerInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let mut state = self.state();
        let Some(Ok(output)) = context.output_or_error_mut() else { return Ok(()) };
        if let Some(output) = output.downcast_mut::<BatchWriteItemOutput>() {
            output.unprocessed_items = Some(std::mem::take(&mut state.left_writes));
        }
        if let Some(output) = output.downcast_mut::<BatchGetItemOutput>() {
            output.unprocessed_keys = Some(std::mem::take(&mut state.left_keys));
        }
        Ok(())
    }
}
