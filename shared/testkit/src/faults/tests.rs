use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

async fn call(faults: &Faults, done: &AtomicUsize) -> Result<usize, Trouble> {
    faults.around("port.method", async { Ok(done.fetch_add(1, Ordering::SeqCst)) }).await
}

#[tokio::test]
async fn a_call_fails_before_or_after_its_work_and_the_next_goes_through() {
    for (when, worked) in [(When::Before, 2), (When::After, 3)] {
        let (faults, done) = (Faults::none(), AtomicUsize::new(0));
        faults.fail(2, when);
        assert!(call(&faults, &done).await.is_ok());
        assert!(call(&faults, &done).await.is_err());
        assert!(call(&faults, &done).await.is_ok());
        assert_eq!(done.load(Ordering::SeqCst), worked, "{when:?}");
        assert_eq!((faults.hit(), faults.count("port.method")), (Some("port.method"), 3));
    }
}

#[tokio::test]
async fn a_crashed_process_does_nothing_more_until_it_is_started_again() {
    let (faults, done) = (Faults::none(), AtomicUsize::new(0));
    faults.crash(1, When::After);
    assert!(call(&faults, &done).await.is_err());
    assert!(call(&faults, &done).await.is_err());
    assert_eq!(done.load(Ordering::SeqCst), 1);
    faults.revive();
    assert!(call(&faults, &done).await.is_ok());
    assert_eq!((faults.hit(), faults.calls()), (None, vec!["port.method"]));
}
