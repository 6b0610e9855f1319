//! One thread alone: nothing that would have to wait.

use primitives::channel::{Channel, Closed, Disconnected, ReceiveEnd, SendEnd};

use crate::exercise::YourQueue;

#[test]
fn first_in_first_out() {
    let (mut sender, mut receiver) = YourQueue::bounded(3).expect("there is room");
    for message in [5, 6, 7] {
        assert_eq!(sender.send(message), Ok(()), "there is room for {message}");
    }
    for message in [5, 6, 7] {
        assert_eq!(receiver.recv(), Ok(message), "in the order in which they were sent");
    }
}

#[test]
fn what_was_sent_is_received_before_the_end() {
    let (mut sender, mut receiver) = YourQueue::bounded(2).expect("there is room");
    sender.send(5).expect("there is room");
    drop(sender);
    assert_eq!(receiver.recv(), Ok(5), "it was sent before");
    assert_eq!(receiver.recv(), Err(Disconnected), "nobody will send any more");
}

#[test]
fn nobody_to_receive() {
    let (mut sender, receiver) = YourQueue::bounded(2).expect("there is room");
    drop(receiver);
    assert_eq!(sender.send(5), Err(Closed(5)), "the message comes back");
}
